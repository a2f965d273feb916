import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Attachment } from './attachment.ts';
import { CONTAINER_INTERFACE } from './bridge-commands.ts';
import { type CommandRecord, type CommandRunner, TOOL_ENVIRONMENT } from './command.ts';
import { NetworkToolFailed, NetworkUnavailable } from './errors.ts';
import { openPorts } from './host-ports.ts';
import type { PortRequest, PublishedPort } from './ports.ts';
import type { UserAddresses } from './user-helpers.ts';

/** A program that is the network of one container, for as long as it runs. */
export interface Helper {
  readonly name: 'pasta' | 'slirp4netns';
  command(pid: number, ports: readonly PublishedPort[]): readonly string[];
  /** @param directory the helper's working directory */
  isReady(directory: string): boolean;
  /** What is to be published once it is ready. */
  publish(directoryFd: number, ports: readonly PublishedPort[]): Promise<void>;
}

export interface UserParts {
  readonly helper: Helper;
  readonly addresses: UserAddresses;
  readonly ports: readonly PortRequest[];
  /** The container's own. */
  readonly directory: string;
  /** True where the helper goes on without this process; whoever finishes the container ends it. */
  readonly isDetached: boolean;
  /** Absolute path of the program: the helper shall not outlive us, however we end. */
  readonly setpriv: string;
  readonly runner: CommandRunner;
}

const PATIENCE_MS = 10_000;

/** A container and the helper that is its network. */
export class UserAttachment implements Attachment {
  readonly #parts: UserParts;
  #child: ChildProcess | undefined;
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
    return this.#child?.pid;
  }

  get facts(): Record<string, string> {
    const { helper, addresses } = this.#parts;
    const { pid } = this.#child ?? {};
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
    const child = this.#child;
    if (child && isRunning(child)) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    return [];
  }

  leftovers(): readonly string[] {
    return this.#child && isRunning(this.#child) ? [`process ${this.#child.pid}`] : [];
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
    const { setpriv, directory, helper, runner, isDetached } = this.#parts;
    const [program, ...args] = command as [string, ...string[]];
    runner.note({ program, args });
    const words = isDetached ? [program, ...args] : [setpriv, '--pdeathsig', 'KILL', '--', program, ...args];
    const child = spawn(words[0]!, words.slice(1), {
      // What nobody reads any more would keep a helper that goes on without us from writing.
      stdio: ['ignore', 'ignore', isDetached ? 'ignore' : 'pipe', directoryFd],
      cwd: directory,
      env: TOOL_ENVIRONMENT,
      detached: true,
    });
    this.#child = child;
    if (isDetached) child.unref();
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4096)));
    child.on('error', (error) => (complaint += error.message));
    const ended = once(child, 'close').catch(() => {});
    const hasEnded = ended.then(() => true);
    const deadline = Date.now() + PATIENCE_MS;
    while (!helper.isReady(directory)) {
      const isOver = (await Promise.race([hasEnded, wait(2, false)])) || Date.now() > deadline;
      if (isOver) throw new NetworkToolFailed(helper.name, complaint.trim(), 'Without a network: --network none.');
    }
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;
