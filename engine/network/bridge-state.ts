import { readlinkSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../make-directory.ts';
import { readIfThere } from '../read-if-there.ts';
import { isRunning, type ProcessIdentity } from '../syscall/process-identity.ts';
import { NetworkUnavailable } from './errors.ts';
import type { PublishedPort } from './ports.ts';

/** What one container has of the bridge, for as long as its holder lives. */
export interface Lease {
  /** Id of the container. */
  readonly container: string;
  readonly address: string;
  /** The end of its cable that is on the host. */
  readonly interface: string;
  /** The process that answers for the container: when it is gone, the address is free again. */
  readonly holder: ProcessIdentity;
  readonly ports: readonly PublishedPort[];
}

/** What is on record about the bridge of one network namespace of the host. */
export interface BridgeState {
  readonly schemaVersion: 1;
  /** `10.213.0.0/16` */
  readonly subnet: string;
  readonly firewall: 'nft' | 'iptables';
  /** The interfaces that did not forward to one another before we came; undefined where forwarding was on anyway. */
  readonly forwarding?: { readonly between: readonly string[] } | undefined;
  readonly leases: readonly Lease[];
}

/** A file lock that is held. */
export interface HeldLock {
  release(): void;
  /** Removes the file and gives the lock up. */
  remove(): void;
}

/** The exclusive lock on a file, once nobody else has it. */
export type LockFile = (path: string) => Promise<HeldLock>;

/** Goes with a reboot, as the bridge does. */
const STATE_DIRECTORY = '/run/learn-run';

/**
 * The record of the bridge, in one file for each network namespace: whatever store the containers are in, they share the
 * addresses. Whoever changes anything on the host holds its lock meanwhile.
 */
export class BridgeRecord {
  readonly #directory: string;
  readonly #file: string;
  readonly #lock: LockFile;

  constructor(lock: LockFile, directory: string = STATE_DIRECTORY) {
    this.#directory = directory;
    this.#file = join(directory, `bridge-${networkNamespace()}`);
    this.#lock = lock;
  }

  /** What is on record, without the lock: enough to see whether there is anything at all. */
  peek(): BridgeState | undefined {
    return parseState(readIfThere(`${this.#file}.json`));
  }

  /** @throws NetworkUnavailable where this user may not keep a record on this host */
  async lock(): Promise<LockedRecord> {
    try {
      makeDirectory(this.#directory, 0o700);
      return new LockedRecord(await this.#lock(`${this.#file}.lock`), this.#file, this.#directory);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // Whoever took the last container down has removed the directory between the two lines above.
      if (code === 'ENOENT') return this.lock();
      const reason = `cannot keep the addresses of containers in ${this.#directory}: ${(error as Error).message}`;
      throw new NetworkUnavailable(reason, 'A bridge is for root. Without a network: --network none.', error);
    }
  }
}

/** The record while nobody else may change it. */
export class LockedRecord {
  readonly #lock: HeldLock;
  readonly #file: string;
  readonly #directory: string;
  /** As it was when the lock was taken, or as it was written last. */
  state: BridgeState | undefined;

  constructor(lock: HeldLock, file: string, directory: string) {
    this.#lock = lock;
    this.#file = file;
    this.#directory = directory;
    this.state = parseState(readIfThere(`${file}.json`));
  }

  /** Puts the state on record, whole or not at all. It need not outlive a power failure: neither does the bridge. */
  write(state: BridgeState): void {
    const unfinished = `${this.#file}.json.${process.pid}.new`;
    writeFileSync(unfinished, JSON.stringify(state), { mode: 0o600 });
    renameSync(unfinished, `${this.#file}.json`);
    this.state = state;
  }

  /** Nothing is left to keep a record of. */
  clear(): void {
    rmSync(`${this.#file}.json`, { force: true });
    this.state = undefined;
  }

  /** Gives the lock up; where there is no record, its files go too. */
  release(): void {
    if (this.state !== undefined) {
      this.#lock.release();
      return;
    }
    this.#lock.remove();
    removeIfEmpty(this.#directory);
  }
}

/** The leases whose holders run, and those whose holders are gone. */
export function sortLeases(leases: readonly Lease[]): { readonly held: Lease[]; readonly abandoned: Lease[] } {
  const held = leases.filter(({ holder }) => isRunning(holder));
  return { held, abandoned: leases.filter((lease) => !held.includes(lease)) };
}

/** The inode number of this process's network namespace. */
function networkNamespace(): string {
  return /\d+/.exec(readlinkSync('/proc/self/ns/net'))![0];
}

/** A record that cannot be read is as good as none: what it stood for is made anew. */
function parseState(text: string): BridgeState | undefined {
  try {
    const state = JSON.parse(text || 'null') as BridgeState | null;
    return state?.schemaVersion === 1 && Array.isArray(state.leases) ? state : undefined;
  } catch {
    return undefined;
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
