import { S_IFCHR, S_IFDIR, S_IFREG } from '../../syscall/constants.ts';
import type { Status } from './answer.ts';

/** A file of the image, links followed. */
export interface ImageFile {
  readonly type: 'file' | 'directory' | 'other';
  /** The permissions. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Looks a path up in the image: undefined where it has nothing there, `unknown` where its files are not here. */
export type LookUp = (path: string) => Promise<ImageFile | undefined | 'unknown'>;

/** What the host has at a path, links followed; undefined where there is nothing. */
export type LookOnHost = (path: string) => Status | undefined;

/** What a path of the container is, undefined where nothing is there; `assumed` says why where it is a guess. */
export interface Found {
  readonly status: Status | undefined;
  readonly assumed?: string;
}

/** What is mounted somewhere: a file system, or what the host has at `source`. */
export interface MountedThere {
  readonly type: string;
  readonly source?: string;
}

/** Magic numbers of linux/magic.h: those that somebody asks for, and what most others are taken for. */
const MAGIC: Readonly<Record<string, number>> = { proc: 0x9fa0, devpts: 0x1cd1 };
const OVERLAYFS_SUPER_MAGIC = 0x794c7630;

/** The file tree of a container that nobody makes: the image's files, and what was mounted and made on top of them. */
export class ContainerFiles {
  readonly #lookUp: LookUp;
  readonly #look: LookOnHost;
  readonly #program: string;
  readonly #mounts = new Map<string, MountedThere>([['/', { type: 'overlay' }]]);
  readonly #made = new Map<string, Status>();

  /** @param program taken to be there where the image's files are unknown */
  constructor(lookUp: LookUp, look: LookOnHost, program: string) {
    this.#lookUp = lookUp;
    this.#look = look;
    this.#program = program;
  }

  mount(path: string, what: MountedThere): void {
    this.#mounts.set(path, what);
  }

  mountedAt(path: string): MountedThere | undefined {
    return this.#mounts.get(path);
  }

  make(path: string, status: Status): void {
    this.#made.set(path, status);
  }

  /** The magic number of the file system that the path is on. */
  fileSystemType(path: string): number {
    return MAGIC[this.#mountAbove(path).type] ?? OVERLAYFS_SUPER_MAGIC;
  }

  async find(path: string): Promise<Found> {
    const made = this.#made.get(path);
    if (made) return { status: DEVICES[path] ?? made };
    const { type, source, below } = this.#mountAbove(path);
    if (source !== undefined) return { status: this.#look(source + below) };
    if (below === '') return { status: DIRECTORY };
    // The container's /proc has mostly what the host's has.
    if (type === 'proc' || type === 'sysfs') return { status: this.#look(path) };
    if (type === 'devpts') return { status: DEVICES[path] };
    return type === 'overlay' ? this.#ofImage(path) : { status: undefined };
  }

  /** What the host has there, before the root changes. Its /dev/null is the device that it is on every Linux. */
  async findOnHost(path: string): Promise<Found> {
    return { status: path === '/dev/null' ? DEVICES[path] : this.#look(path) };
  }

  async #ofImage(path: string): Promise<Found> {
    const file = await this.#lookUp(path);
    if (file === undefined) return { status: undefined };
    if (file !== 'unknown') return { status: { ...file, mode: TYPES[file.type] | file.mode, inode: 3n } };
    return { status: path === this.#program ? PROGRAM : undefined, assumed: NOT_HERE };
  }

  /** The mount that the path is on, and its path from there. */
  #mountAbove(path: string): MountedThere & { readonly below: string } {
    let at = path;
    while (!this.#mounts.has(at)) at = at.slice(0, at.lastIndexOf('/')) || '/';
    return { ...this.#mounts.get(at)!, below: path.slice(at === '/' && path !== '/' ? 0 : at.length) };
  }
}

const DIRECTORY: Status = { mode: S_IFDIR | 0o755 };
const PROGRAM: Status = { mode: S_IFREG | 0o755, inode: 3n };

/** Why something about the image is a guess. */
export const NOT_HERE = 'the files of the image are not here';

const TYPES = { file: S_IFREG, directory: S_IFDIR, other: S_IFCHR } as const;

const device = (major: number, minor: number, inode = 4n): Status => ({
  mode: S_IFCHR | 0o666,
  inode,
  device: { major, minor },
});

/** What is looked at before it is relied on. The inode of `ptmx` is 2 in every devpts. */
const DEVICES: Readonly<Record<string, Status>> = {
  '/dev/null': device(1, 3),
  '/dev/pts/ptmx': device(5, 2, 2n),
  '/dev/pts/0': { ...device(136, 0), gid: 5 },
};
