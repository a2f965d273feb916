import { existsSync } from 'node:fs';
import type { Attachment } from './attachment.ts';
import { BRIDGE, CONTAINER_INTERFACE, cableLines, containerLines } from './bridge-commands.ts';
import type { Lease } from './bridge-state.ts';
import type { CommandRecord, CommandRunner } from './command.ts';
import type { OpenPorts } from './host-ports.ts';
import { formatPrefix, type Prefix } from './ipv4.ts';
import type { PublishedPort } from './ports.ts';
import type { Tools } from './tools.ts';

/** What an attachment is made of. */
export interface AttachmentParts {
  readonly tools: Tools;
  readonly lease: Lease;
  readonly subnet: Prefix;
  readonly gateway: string;
  readonly macAddress: string;
  /** Resolves when the bridge is there and the ports are taken. */
  readonly built: Promise<OpenPorts>;
  readonly runner: CommandRunner;
  detach(open: OpenPorts | undefined): Promise<CommandRunner>;
}

/** A container's place on the bridge. */
export class BridgeAttachment implements Attachment {
  /** The host's own name servers can be asked through the bridge, or none can. */
  readonly resolver = undefined;
  readonly #parts: AttachmentParts;
  #open: OpenPorts | undefined;

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
    // Whoever connects is told the error; until then nobody waits for it.
    parts.built.catch(() => {});
  }

  get address(): string {
    return this.#parts.lease.address;
  }

  get commands(): readonly CommandRecord[] {
    return this.#parts.runner.records;
  }

  get ports(): readonly PublishedPort[] {
    return this.#open?.ports ?? [];
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
    };
  }

  /** Lays the cable into the network namespace of the process, and gives its end there the address and the way out. */
  async connect(pid: number): Promise<void> {
    const { tools, lease, subnet, macAddress, runner, built } = this.#parts;
    const [ip, nsenter] = [tools.find('ip')!, tools.find('nsenter')!];
    this.#open = await built;
    const cable = cableLines(lease.interface, macAddress, pid);
    await runner.run({ program: ip, args: ['-batch', '-'], input: cable });
    const inside = [`--net=/proc/${pid}/ns/net`, ip, '-batch', '-'];
    const lines = containerLines(lease.address, subnet, existsSync('/proc/net/if_inet6'));
    await runner.run({ program: nsenter, args: inside, input: lines });
  }

  async disconnect(): Promise<readonly CommandRecord[]> {
    const open = await this.#parts.built.catch(() => undefined);
    return (await this.#parts.detach(open)).records;
  }
}
