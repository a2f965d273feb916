import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessIdentity } from '../syscall/process-identity.ts';
import { TOOL_ENVIRONMENT } from '../tool-environment.ts';
import type { Attachment } from './attachment.ts';
import { CONTAINER_INTERFACE } from './bridge-commands.ts';
import type { CommandRecord, CommandRunner } from './command.ts';
import { NetworkToolFailed, NetworkUnavailable } from './errors.ts';
import { openPorts } from './host-ports.ts';
import type { PortRequest, PublishedPort } from './ports.ts';
import type { UserAddresses } from './user-helpers.ts';

/** A program that is the network of one container, for as long as it runs. */
export interface Helper {
  readonly name: 'pasta' | 'slirp4netns';
  command(pid: number, ports: readonly PublishedPort[]): readonly string[];
  /** Name of a file in its working directory that it makes, and that says by this when it is ready. */
  readonly readyFile: string;
  /** @param directory the helper's working directory */
  isReady(directory: string): boolean;
  /** What is to be published once it is ready. */
  publish(directoryFd: number, ports: readonly PublishedPort[]): Promise<void>;
}

/** How a helper is started. */
export interface HelperOrder {
  readonly command: readonly [program: string, ...args: string[]];
  /** `KEY=value` */
  readonly environment: readonly string[];
  /** Where it works: the container's own directory, absolute, and open. */
  readonly directory: string;
  readonly directoryFd: number;
}

/** A helper that was started, and ends with us unless it is left to somebody else. */
export interface RunningHelper {
  readonly pid: number;
  readonly isRunning: boolean;
  /** The end of what it has written to its stderr. */
  readonly complaint: string;
  /** From here on it ends with that process, and not with us. */
  leaveTo(holder: number): Promise<void>;
  /** Resolves when it is gone. Idempotent. */
  end(): Promise<void>;
}

export interface UserParts {
  readonly helper: Helper;
  readonly addresses: UserAddresses;
  readonly ports: readonly PortRequest[];
  /** The container's own. */
  readonly directory: string;
  /** The process that answers for the container: the helper shall not outlive it, however it ends. */
  readonly holder: ProcessIdentity;
  readonly start: (order: HelperOrder) => Promise<RunningHelper>;
  readonly runner: CommandRunner;
}

const PATIENCE_MS = 10_000;

/** A container and the helper that is its network. */
export class UserAttachment implements Attachment {
  readonly #parts: UserParts;
  #running: RunningHelper | undefined;
  #ports: readonly PublishedPort[] = [];

  constructor(parts: UserParts) {
    this.#parts = parts;
  }

  get address(): string {
    return this.#parts.addresses.address;
  }

  get resolver(): string {
    return this.#parts.addresses.resolver;
  }

  get ports(): readonly PublishedPort[] {
    return this.#ports;
  }

  get commands(): readonly CommandRecord[] {
    return this.#parts.runner.records;
  }

  get helperPid(): number | undefined {
    return this.#running?.pid;
  }

  get facts(): Record<string, string> {
    const { helper, addresses } = this.#parts;
    const { pid } = this.#running ?? {};
    return {
      helper: pid === undefined ? helper.name : `${helper.name} (process ${pid})`,
      ...addresses,
      address: `${addresses.address}/24`,
      interface: CONTAINER_INTERFACE,
    };
  }

  async connect(pid: number): Promise<void> {
    const { helper, directory } = this.#parts;
    const ports = await this.#freePorts();
    const directoryFd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await this.#start(helper.command(pid, ports), directoryFd);
      await helper.publish(directoryFd, ports);
      this.#ports = ports;
    } finally {
      closeSync(directoryFd);
    }
  }

  async disconnect(): Promise<readonly CommandRecord[]> {
    await this.#running?.end();
    return [];
  }

  leftovers(): readonly string[] {
    return this.#running?.isRunning ? [`process ${this.#running.pid}`] : [];
  }

  /** Looked at and given back, for the helper to take: it would not say what is wrong with one that it cannot have. */
  async #freePorts(): Promise<readonly PublishedPort[]> {
    const { ports, addresses } = this.#parts;
    if (ports.some(({ hostIp }) => hostIp.includes(':'))) {
      throw new NetworkUnavailable('an ordinary user cannot publish on IPv6', 'Name an address of IPv4, or none.');
    }
    // Nobody answers on IPv6 then, so it need not be free there.
    const wanted = ports.map((port) => ({ ...port, hostIp: port.hostIp || '0.0.0.0' }));
    const open = await openPorts(wanted, addresses.address, []);
    await open.close();
    return open.ports;
  }

  async #start(command: readonly string[], directoryFd: number): Promise<void> {
    const { directory, helper, runner, holder, start } = this.#parts;
    const [program, ...args] = command as [string, ...string[]];
    runner.note({ program, args });
    const environment = Object.entries(TOOL_ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
    // Of an earlier run of the container: it would say that this one is ready.
    rmSync(join(directory, helper.readyFile), { force: true });
    const running = await start({ command: [program, ...args], environment, directory, directoryFd });
    this.#running = running;
    for (const deadline = Date.now() + PATIENCE_MS; !helper.isReady(directory); await wait(2)) {
      if (running.isRunning && Date.now() < deadline) continue;
      throw new NetworkToolFailed(helper.name, running.complaint.trim(), 'Without a network: --network none.');
    }
    if (holder.pid !== process.pid) await running.leaveTo(holder.pid);
  }
}
