import { existsSync } from 'node:fs';
import type { Attachment } from './attachment.ts';
import { BatchSession } from './batch-session.ts';
import { BRIDGE, CONTAINER_INTERFACE, cableLines, containerLines } from './bridge-commands.ts';
import type { Lease } from './bridge-state.ts';
import type { CommandRecord, CommandRunner } from './command.ts';
import type { OpenPorts } from './host-ports.ts';
import { formatPrefix, type Prefix } from './ipv4.ts';
import type { PublishedPort } from './ports.ts';
import type { Tools } from './tools.ts';

/** What stands when the host side is made. */
export interface Built {
  readonly ports: OpenPorts;
  /** Whether the host had forwarded packets before, in words. */
  readonly forwarding: string;
}

/** What an attachment is made of. */
export interface AttachmentParts {
  readonly tools: Tools;
  readonly lease: Lease;
  readonly subnet: Prefix;
  readonly gateway: string;
  readonly macAddress: string;
  /** Resolves when the bridge is there: cables can be laid to it, while its rules are still being made. */
  readonly bridge: Promise<void>;
  /** Resolves when the rules are there too, and the ports are taken. */
  readonly built: Promise<Built>;
  readonly runner: CommandRunner;
  /** What is told to `ip` on the host. */
  readonly host: BatchSession;
  detach(open: OpenPorts | undefined): Promise<readonly CommandRecord[]>;
  leftovers(): readonly string[];
}

/** A program that ends that soon is cleaned up after by the same `ip`. */
const A_MOMENT = 1000;

/** A container's place on the bridge. */
export class BridgeAttachment implements Attachment {
  /** The host's own name servers can be asked through the bridge, or none can. */
  readonly resolver = undefined;
  readonly #parts: AttachmentParts;
  #built: Built | undefined;

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
    // Whoever connects is told the error; until then nobody waits for it.
    for (const work of [parts.bridge, parts.built]) work.catch(() => {});
  }

  get address(): string {
    return this.#parts.lease.address;
  }

  get commands(): readonly CommandRecord[] {
    return this.#parts.runner.records;
  }

  get ports(): readonly PublishedPort[] {
    return this.#built?.ports.ports ?? [];
  }

  get facts(): Record<string, string> {
    const { lease, subnet, gateway, macAddress } = this.#parts;
    return {
      bridge: BRIDGE,
      subnet: formatPrefix(subnet),
      gateway,
      interface: CONTAINER_INTERFACE,
      hostInterface: lease.interface,
      address: `${lease.address}/${subnet.length}`,
      macAddress,
      ...(this.#built && { forwarding: this.#built.forwarding }),
    };
  }

  /** Lays the cable into the network namespace of the process, and gives its end there the address and the way out. */
  async connect(pid: number): Promise<void> {
    const [cable, built] = await Promise.allSettled([this.#layCable(pid), this.#parts.built]);
    // Where the rules cannot be made, the cable fails in their wake.
    if (built.status === 'rejected') throw built.reason;
    if (cable.status === 'rejected') throw cable.reason;
    this.#built = built.value;
  }

  async #layCable(pid: number): Promise<void> {
    const { tools, lease, subnet, macAddress, runner, bridge, host } = this.#parts;
    await bridge;
    const nsenter = [tools.find('nsenter')!, `--net=/proc/${pid}/ns/net`] as const;
    // It comes up while the cable is laid.
    const inside = new BatchSession([...nsenter, tools.find('ip')!, '-oneline', '-batch', '-']);
    try {
      await host.run(cableLines(lease.interface, macAddress, pid), runner);
      await inside.run(containerLines(lease.address, subnet, existsSync('/proc/net/if_inet6')), runner);
    } finally {
      host.endWhenIdle(A_MOMENT);
      await inside.end();
    }
  }

  async leavePorts(): Promise<void> {
    await this.#built?.ports.close();
  }

  async disconnect(): Promise<readonly CommandRecord[]> {
    const built = await this.#parts.built.catch(() => undefined);
    return this.#parts.detach(built?.ports);
  }

  leftovers(): readonly string[] {
    return this.#parts.leftovers();
  }
}
