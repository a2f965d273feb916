import { readFileSync, realpathSync, statfsSync, statSync, symlinkSync } from 'node:fs';
import { release } from 'node:os';
import { makeDirectory } from '../make-directory.ts';

/**
 * What the calls of init depend on besides each other's results: the host as this process sees it, and the few files
 * that have to lie there before init uses them. A dry run has another one, which makes nothing.
 */
export interface Host {
  /** As `uname -r` prints it. */
  readonly kernelRelease: string;
  /** The text of a file below /proc. */
  read(path: string): string;
  /** Whether a directory or another file is there, links followed; undefined where this process can see nothing. */
  isDirectory(path: string): boolean | undefined;
  /** The path without links. */
  realPath(path: string): string;
  /** statfs(2): the magic number of the file system. */
  fileSystemType(path: string): number;
  /** Makes the directory where it is missing. */
  makeDirectory(path: string): void;
  makeLink(target: string, path: string): void;
}

/** The host that this process runs on. */
export const thisHost: Host = {
  get kernelRelease() {
    return release();
  },
  read: (path) => readFileSync(path, 'utf8'),
  isDirectory(path) {
    try {
      return statSync(path).isDirectory();
    } catch {
      return undefined;
    }
  },
  realPath: (path) => realpathSync(path),
  fileSystemType: (path) => statfsSync(path).type,
  makeDirectory: (path) => void makeDirectory(path),
  makeLink: symlinkSync,
};
