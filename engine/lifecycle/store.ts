import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../make-directory.ts';
import { ContainerExists, ContainerNotFound, InvalidContainerId, RecordUnreadable } from './errors.ts';
import type { ContainerRecord } from './record.ts';

const FILE = 'state.json';
/** Made by whoever starts the container: it can be done once. */
const START = 'start';
const LONGEST_ID = 1024;

/**
 * The containers of one `--root` directory: one directory each, which nobody else can look into, with one file in it. To
 * make that directory is to take the id, and it is removed last of all.
 */
export class ContainerStore {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Takes the id. @throws InvalidContainerId, ContainerExists */
  create(record: ContainerRecord): void {
    requireValid(record.id);
    makeDirectory(this.root, 0o700);
    try {
      mkdirSync(this.directoryOf(record.id), { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new ContainerExists(record.id);
      throw error;
    }
    this.#put(record);
  }

  /**
   * Changes what is on record of a container. Somebody else may have removed it meanwhile, and have given its id to another.
   *
   * @throws ContainerNotFound
   */
  write(record: ContainerRecord): void {
    if (!this.#isOf(record)) throw new ContainerNotFound(record.id);
    this.#put(record);
  }

  /** Whether the container was removed, and another one has been given its id since. */
  isTakenFrom(record: ContainerRecord): boolean {
    return this.has(record.id) && !this.#isOf(record);
  }

  /** @throws InvalidContainerId, ContainerNotFound, RecordUnreadable */
  read(id: string): ContainerRecord {
    requireValid(id);
    const text = this.#textOf(id);
    try {
      return parse(text);
    } catch (cause) {
      throw new RecordUnreadable(`cannot read the state of container ${id}: ${(cause as Error).message}`, {
        cause,
        hint: `learn-runc delete --force ${id} removes what is left of it.`,
      });
    }
  }

  /** Whether the id is taken, by whatever. @throws InvalidContainerId */
  has(id: string): boolean {
    requireValid(id);
    return statSync(this.directoryOf(id), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  /** The ids, in the order of their names. @throws ENOENT where the root does not exist */
  ids(): string[] {
    const entries = readdirSync(this.root, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && isValid(entry.name))
      .map(({ name }) => name)
      .sort();
  }

  /** False where somebody has begun to start the container before. */
  claimStart(id: string): boolean {
    try {
      mkdirSync(join(this.directoryOf(id), START), { mode: 0o700 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** Gives the id free. Idempotent. */
  remove(id: string): void {
    rmSync(this.directoryOf(id), { recursive: true, force: true });
  }

  directoryOf(id: string): string {
    return join(this.root, id);
  }

  /** Whether the id is this container's. A directory without a record is of another, just being made or removed. */
  #isOf({ id, created }: ContainerRecord): boolean {
    try {
      return this.read(id).created === created;
    } catch (error) {
      return !(error instanceof ContainerNotFound);
    }
  }

  /** Beside and renamed: whoever reads sees the old one or the new one. */
  #put(record: ContainerRecord): void {
    const path = join(this.directoryOf(record.id), FILE);
    const beside = `${path}.${process.pid}`;
    writeFileSync(beside, stringify(record), { mode: 0o600 });
    renameSync(beside, path);
  }

  #textOf(id: string): string {
    try {
      return readFileSync(join(this.directoryOf(id), FILE), 'utf8');
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw new ContainerNotFound(id);
      throw error;
    }
  }
}

/** JSON has no bigints, and of what config.json holds some are. */
function stringify(record: ContainerRecord): string {
  return JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'bigint' ? { $bigint: String(value) } : value,
  );
}

function parse(text: string): ContainerRecord {
  return JSON.parse(text, (_, value: unknown) => {
    const { $bigint } = (value ?? {}) as { $bigint?: string };
    return typeof $bigint === 'string' ? BigInt($bigint) : value;
  }) as ContainerRecord;
}

/** A name of a directory, and nothing that leads out of the root. */
function requireValid(id: string): void {
  if (!isValid(id)) throw new InvalidContainerId(id);
}

function isValid(id: string): boolean {
  return /^[\w+\-.]+$/.test(id) && id !== '.' && id !== '..' && id.length <= LONGEST_ID;
}
