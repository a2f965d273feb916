/**
 * What a layer has brought: directories by their inodes, since a path may lead through links, and everything else by its name in such a
 * directory, since an inode may have other names that are not the layer's, where it is a hard link to what lies below.
 */
export class OwnNames {
  readonly #names = new Map<bigint, Set<string>>();
  readonly #directories = new Set<bigint>();

  addDirectory(inode: bigint): void {
    this.#directories.add(inode);
  }

  hasDirectory(inode: bigint): boolean {
    return this.#directories.has(inode);
  }

  addName(directory: bigint, name: Buffer): void {
    const names = this.#names.get(directory) ?? new Set();
    this.#names.set(directory, names.add(name.toString('latin1')));
  }

  hasName(directory: bigint, name: Buffer): boolean {
    return this.#names.get(directory)?.has(name.toString('latin1')) ?? false;
  }
}
