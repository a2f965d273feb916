import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../make-directory.ts';
import { replaceFile } from './atomic-file.ts';
import type { StoreDependencies } from './dependencies.ts';
import { onDisk } from './disk-error.ts';
import { InvalidVolumeName, NoSuchVolume, StoreCorrupt, VolumeInUse } from './errors.ts';

/** What is on record about a volume. */
export interface VolumeRecord {
  readonly name: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Id of the container that an anonymous volume was made for, and goes with. */
  readonly container?: string;
}

/** A volume and where its content is. */
export interface Volume extends VolumeRecord {
  /** Absolute path. */
  readonly path: string;
}

/** What a new volume is made with. */
export type NewVolume = Partial<Pick<VolumeRecord, 'labels' | 'container'>>;

const RECORD = 'volume.json';

/**
 * Volumes: `volumes/<name>/_data` is what containers see, the record lies beside it.
 *
 * The directory above is 0700: a volume may hold set-user-ID programs, which nobody else on the machine may reach
 * (CVE-2021-41091). `_data` itself belongs to the containers, which may set any mode on it.
 */
export class VolumeStore {
  readonly #directory: string;
  readonly #dependencies: StoreDependencies;

  constructor(directory: string, dependencies: StoreDependencies) {
    this.#directory = directory;
    this.#dependencies = dependencies;
  }

  /** The volume of this name, made where there is none. @throws InvalidVolumeName */
  ensure(name: string, { labels = {}, container }: NewVolume = {}): Volume {
    const existing = this.get(name);
    if (existing !== undefined) return existing;
    this.#make({ name, createdAt: new Date().toISOString(), labels, ...(container && { container }) });
    return this.#existing(name);
  }

  /** A new volume under a name of 64 hex digits, as docker makes them. */
  createAnonymous(options: NewVolume = {}): Volume {
    return this.ensure(randomBytes(32).toString('hex'), options);
  }

  /** Where the volume of this name has its content, or would have it. @throws InvalidVolumeName */
  pathOf(name: string): string {
    checkName(name);
    return join(this.#directory, name, '_data');
  }

  /** Undefined where there is no such volume. @throws InvalidVolumeName, StoreCorrupt */
  get(name: string): Volume | undefined {
    const path = this.pathOf(name);
    const text = readIfThere(join(this.#directory, name, RECORD));
    return text === undefined ? undefined : { ...parseRecord(text, name, this.#directory), path };
  }

  /** All volumes, by name. */
  list(): Volume[] {
    return this.#names()
      .filter((name) => VALID_NAME.test(name))
      .sort()
      .flatMap((name) => this.get(name) ?? []);
  }

  /**
   * Removes a volume with all that is in it.
   *
   * @param users ids of the containers that have it mounted
   * @throws NoSuchVolume, VolumeInUse
   */
  async remove(name: string, users: readonly string[] = []): Promise<void> {
    const volume = this.get(name);
    if (volume === undefined) throw new NoSuchVolume(name);
    if (users.length > 0) throw new VolumeInUse(name, users);
    // Out of sight first: a volume of the same name may be made anew while the old one's files go.
    const gone = join(this.#directory, `.${name.slice(0, 64)}.${randomBytes(6).toString('hex')}`);
    onDisk('removing', volume.path, () => renameSync(join(this.#directory, name), gone));
    await this.#dependencies.removeTree(gone);
  }

  /** Whole or not at all: of two that make the same volume one succeeds, and the other finds it. */
  #make(record: VolumeRecord): void {
    const directory = join(this.#directory, record.name);
    const beside = join(this.#directory, `.${record.name.slice(0, 64)}.${randomBytes(6).toString('hex')}`);
    onDisk('creating', directory, () => {
      makeDirectory(this.#directory, 0o700);
      mkdirSync(beside, { mode: 0o700 });
      mkdirSync(join(beside, '_data'), { mode: 0o755 });
      replaceFile(join(beside, RECORD), JSON.stringify(record));
      try {
        renameSync(beside, directory);
      } catch (error) {
        if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        void this.#dependencies.removeTree(beside);
      }
    });
  }

  #existing(name: string): Volume {
    const volume = this.get(name);
    if (volume === undefined) throw new NoSuchVolume(name);
    return volume;
  }

  #names(): string[] {
    try {
      return readdirSync(this.#directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

const VALID_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}$/;

function checkName(name: string): void {
  if (name.length === 1) {
    throw new InvalidVolumeName(name, 'volume name is too short, names should be at least two alphanumeric characters');
  }
  if (VALID_NAME.test(name)) return;
  const reason = `${JSON.stringify(name)} includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`;
  throw new InvalidVolumeName(name, reason);
}

function parseRecord(text: string, name: string, directory: string): VolumeRecord {
  try {
    const record = JSON.parse(text) as Partial<VolumeRecord> | null;
    if (record?.name === name && typeof record.createdAt === 'string' && typeof record.labels === 'object') {
      return record as VolumeRecord;
    }
  } catch {
    // Said below.
  }
  throw new StoreCorrupt(join(directory, name, RECORD), 'is not the record of this volume', `Look at ${directory}.`);
}

function readIfThere(path: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  return readFileSync(path, 'utf8');
}
