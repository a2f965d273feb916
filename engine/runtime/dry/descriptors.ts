/** What is open at a descriptor of a process that makes no call: a path, as far as it is one. */
export interface OpenFile {
  /** Of the host before the root changes, of the container behind a descriptor of its root, and after. */
  readonly path: string;
  /** True where the path begins at the container's root. */
  readonly isInside: boolean;
}

/** The descriptors of a process, given out as the kernel does: the lowest that is free. @see open(2) */
export class Descriptors {
  readonly #open: Map<number, OpenFile>;

  /** @param taken those that are somebody's from the beginning */
  constructor(taken: readonly number[]) {
    this.#open = new Map(taken.map((fd) => [fd, { path: '', isInside: false }]));
  }

  open(file: OpenFile): number {
    let fd = 0;
    while (this.#open.has(fd)) fd += 1;
    this.#open.set(fd, file);
    return fd;
  }

  close(fd: number): boolean {
    return this.#open.delete(fd);
  }

  copy(from: number, to: number): void {
    const file = this.at(from);
    if (file) this.#open.set(to, file);
  }

  at(fd: number): OpenFile | undefined {
    return this.#open.get(fd);
  }

  /** The file that a path leads to, where it begins at a descriptor: `/proc/self/fd/6/null`. */
  behind(path: string): OpenFile | undefined {
    const [, fd, below = ''] = /^\/proc\/self\/fd\/(\d+)(\/.*)?$/.exec(path) ?? [];
    const start = fd === undefined ? undefined : this.at(Number(fd));
    return start && { ...start, path: start.path === '/' ? below || '/' : start.path + below };
  }
}
