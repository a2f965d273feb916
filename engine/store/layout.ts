import { chmodSync, lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { EngineError } from '../errors.ts';
import { fileTrouble } from '../file-trouble.ts';
import { OCI_INDEX } from '../image/media-type.ts';
import { makeDirectory } from '../make-directory.ts';
import { createFile } from './atomic-file.ts';
import { ELSEWHERE, onDisk } from './disk-error.ts';
import { StorePermission, StoreVersionUnknown } from './errors.ts';

/** The version of everything here that no specification governs. */
const VERSION = 1;

/**
 * Where everything is, as absolute paths. `oci-layout`, `index` and `blobs` are an OCI image layout; the rest is ours.
 * @see image-spec image-layout.md
 */
export interface Layout {
  readonly root: string;
  readonly ociLayout: string;
  readonly index: string;
  readonly version: string;
  /** Holds a directory for each algorithm of digests. */
  readonly blobs: string;
  readonly snapshots: string;
  readonly containers: string;
  /** A link for each name of a container, to its id. */
  readonly names: string;
  /** Blobs on their way in, each under the hex of its digest. */
  readonly ingest: string;
  /** What is damaged and was moved aside. */
  readonly quarantine: string;
  /** What is being removed: out of sight at once, gone a little later. */
  readonly trash: string;
  /** Files that exist only to be locked with flock(2). */
  readonly locks: string;
}

/**
 * The store's directories, made where they are missing. Costs a dozen lstat(2) calls where they are not.
 *
 * All of them are 0700: a layer holds set-user-ID programs of the image, which nobody else on the machine may reach
 * (CVE-2021-41091, CVE-2021-41103). One that is only readable for others is tightened; one that others could write to,
 * or that belongs to somebody else, is refused, as its content may be theirs.
 *
 * @throws StorePermission, StoreReadOnly, StoreFull; StoreVersionUnknown for a store of a newer learn-run.
 */
export function openLayout(home: string): Layout {
  if (!isAbsolute(home)) throw new TypeError(`the store's directory must be an absolute path, got ${home}`);
  makeHome(home);
  const layout = layoutIn(realpathSync(home));
  ownDirectory(layout.root);
  for (const directory of directoriesOf(layout)) ownDirectory(directory);
  writeMissingFiles(layout);
  return layout;
}

function makeHome(home: string): void {
  try {
    onDisk('creating', home, () => makeDirectory(home, 0o700));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new StorePermission(home, `cannot be made: ${fileTrouble(error)}`, ELSEWHERE, error);
  }
}

function layoutIn(root: string): Layout {
  return {
    root,
    ociLayout: join(root, 'oci-layout'),
    index: join(root, 'index.json'),
    version: join(root, 'learn-run.json'),
    blobs: join(root, 'blobs'),
    snapshots: join(root, 'snapshots'),
    containers: join(root, 'containers'),
    names: join(root, 'names'),
    ingest: join(root, 'ingest'),
    quarantine: join(root, 'quarantine'),
    trash: join(root, 'trash'),
    locks: join(root, 'locks'),
  };
}

function directoriesOf(layout: Layout): string[] {
  const { blobs, snapshots, containers, names, ingest, quarantine, trash, locks } = layout;
  return [blobs, join(blobs, 'sha256'), snapshots, containers, names, ingest, quarantine, trash, locks];
}

/** Makes the directory where it is missing; see `openLayout` for what is refused. @throws StorePermission, StoreReadOnly, StoreFull */
export function ownDirectory(path: string): void {
  const stats = statOrCreate(path);
  const uid = process.geteuid!();
  if (!stats.isDirectory()) {
    throw new StorePermission(path, 'is not a directory', `ls -ld ${path} shows what it is; move it away.`);
  }
  if (stats.uid !== uid) {
    throw new StorePermission(
      path,
      `belongs to uid ${stats.uid}, you are uid ${uid}`,
      `chown -R ${uid} ${path}, or set LEARN_RUN_HOME to a directory of your own.`,
    );
  }
  if ((stats.mode & 0o022) !== 0) {
    throw new StorePermission(
      path,
      `can be written by others (mode ${(stats.mode & 0o7777).toString(8).padStart(4, '0')})`,
      `chmod 0700 ${path}, after you made sure that nobody put anything into it.`,
    );
  }
  if ((stats.mode & 0o077) !== 0) onDisk('tightening', path, () => chmodSync(path, 0o700));
}

function statOrCreate(path: string): Stats {
  return onDisk('creating', path, () => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats !== undefined) return stats;
    makeDirectory(path, 0o700);
    return lstatSync(path);
  });
}

function writeMissingFiles(layout: Layout): void {
  const version = readIfThere(layout.version);
  if (version !== undefined) {
    checkVersion(layout.version, version);
    return;
  }
  createFile(layout.index, JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] }));
  createFile(layout.ociLayout, JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  // Last: whoever finds it knows that the two above are there.
  createFile(layout.version, JSON.stringify({ schemaVersion: VERSION }));
}

function checkVersion(path: string, text: string): void {
  const found = /^\{"schemaVersion":(\d+)\}$/.exec(text)?.[1];
  if (Number(found) !== VERSION) throw new StoreVersionUnknown(path, found ?? text.slice(0, 40), VERSION);
}

function readIfThere(path: string): string | undefined {
  return onDisk('reading', path, () => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  });
}
