import { EngineError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';

/** The store's file system has no room left, in bytes or in inodes. */
export class StoreFull extends EngineError<'STORE_FULL'> {
  readonly code = 'STORE_FULL';
  readonly path: string;
  /** Bytes that were still to be written; undefined where nobody knows. */
  readonly neededBytes: number | undefined;

  constructor(
    operation: string,
    path: string,
    lacks: 'bytes' | 'inodes',
    neededBytes: number | undefined,
    cause: unknown,
  ) {
    const needs = neededBytes === undefined ? '' : `, ${neededBytes} more bytes are needed`;
    const what = lacks === 'inodes' ? 'no inodes left on device' : `no space left on device${needs}`;
    super(`${operation} ${path}: ${what}`, {
      cause,
      hint: `df ${lacks === 'inodes' ? '-i' : '-h'} shows how full it is; learn-run rm CONTAINER, learn-run rmi IMAGE and learn-run gc make room.`,
    });
    this.path = path;
    this.neededBytes = neededBytes;
  }
}

/** The store lies on a read-only file system and something had to be written. */
export class StoreReadOnly extends EngineError<'STORE_READONLY'> {
  readonly code = 'STORE_READONLY';
  readonly path: string;

  constructor(operation: string, path: string, cause: unknown) {
    super(`${operation} ${path}: the file system is read-only`, {
      cause,
      hint: 'Set LEARN_RUN_HOME to a directory on a writable file system.',
    });
    this.path = path;
  }
}

/** A directory of the store may not be used: not ours, writable for others, or not accessible. */
export class StorePermission extends EngineError<'STORE_PERM'> {
  readonly code = 'STORE_PERM';
  readonly path: string;

  constructor(path: string, reason: string, hint: string, cause?: unknown) {
    super(`the store cannot be used: ${path} ${reason}`, { cause, hint });
    this.path = path;
  }
}

/** Something in the store is not what its name says. What was wrong has been moved aside where that was possible. */
export class StoreCorrupt extends EngineError<'STORE_CORRUPT'> {
  readonly code = 'STORE_CORRUPT';
  readonly path: string;

  constructor(path: string, reason: string, hint: string, cause?: unknown) {
    super(`the store is damaged: ${path} ${reason}`, { cause, hint });
    this.path = path;
  }
}

/** The store was written by a version of learn-run that keeps it in another way. */
export class StoreVersionUnknown extends EngineError<'STORE_VERSION'> {
  readonly code = 'STORE_VERSION';
  readonly path: string;

  constructor(path: string, found: unknown, understood: number) {
    super(`${path}: the store has version ${JSON.stringify(found)}, this learn-run understands ${understood}`, {
      hint: 'Use the newer learn-run that wrote it, or set LEARN_RUN_HOME to another directory.',
    });
    this.path = path;
  }
}

/** A blob that should be in the store is not. */
export class ContentNotFound extends EngineError<'CONTENT_NOT_FOUND'> {
  readonly code = 'CONTENT_NOT_FOUND';
  readonly digest: Digest;

  constructor(digest: Digest) {
    super(`content ${digest} is not in the store`, { hint: 'Pull the image again: learn-run pull IMAGE' });
    this.digest = digest;
  }
}

/** Bytes that came for a blob are not the ones its descriptor promises. */
export class ContentMismatch extends EngineError<'CONTENT_MISMATCH'> {
  readonly code = 'CONTENT_MISMATCH';
  readonly expected: Digest | number;
  readonly actual: Digest | number;

  constructor(descriptor: Descriptor, property: 'digest' | 'size', actual: Digest | number) {
    const expected = descriptor[property];
    super(
      `content does not match its descriptor: ${property} of ${descriptor.digest}: expected ${expected}, got ${actual}`,
    );
    this.expected = expected;
    this.actual = actual;
  }
}

/** A container of this id is already there. */
export class ContainerExists extends EngineError<'CONTAINER_EXISTS'> {
  readonly code = 'CONTAINER_EXISTS';
  readonly id: string;

  constructor(id: string, cause?: unknown) {
    super(`container ${id} exists already`, { cause });
    this.id = id;
  }
}

/** Another container has this name. Docker's words. */
export class ContainerNameInUse extends EngineError<'CONTAINER_NAME_IN_USE'> {
  readonly code = 'CONTAINER_NAME_IN_USE';
  readonly container: string;

  constructor(name: string, container: string) {
    super(
      `Conflict. The container name "/${name}" is already in use by container "${container}". You have to remove (or rename) that container to be able to reuse that name.`,
      { hint: `learn-run rm -f ${name} removes it, also where it runs; learn-run ps -a shows it.` },
    );
    this.container = container;
  }
}

/** Some text that should be a container id is not one: it would become a path. */
export class InvalidContainerId extends EngineError<'INVALID_CONTAINER_ID'> {
  readonly code = 'INVALID_CONTAINER_ID';

  constructor(id: string) {
    super(`invalid container id: expected 64 lower-case hex digits, got ${JSON.stringify(id.slice(0, 100))}`);
  }
}

/** A directory tree was to be removed, but something is still mounted in it, whose files would be removed too. */
export class StillMounted extends EngineError<'STILL_MOUNTED'> {
  readonly code = 'STILL_MOUNTED';
  readonly mountPoints: readonly string[];

  constructor(directory: string, mountPoints: readonly string[]) {
    super(`cannot remove ${directory}: still mounted below it: ${mountPoints.join(', ')}`, {
      hint: mountPoints.map((mountPoint) => `umount -l '${mountPoint}'`).join('\n'),
    });
    this.mountPoints = mountPoints;
  }
}

/** A file of the image is not one that may be read: a device, a FIFO, too large, or a loop of symbolic links. */
export class LayerFileUnusable extends EngineError<'LAYER_FILE_UNUSABLE'> {
  readonly code = 'LAYER_FILE_UNUSABLE';
  /** Path inside the image. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`cannot read ${path} of the image: ${reason}`);
    this.path = path;
  }
}

/** No directory of the store could have this name. Docker's words. */
export class InvalidVolumeName extends EngineError<'INVALID_VOLUME_NAME'> {
  readonly code = 'INVALID_VOLUME_NAME';
  readonly volume: string;

  constructor(volume: string, reason: string) {
    super(`create ${volume.slice(0, 300)}: ${reason.slice(0, 600)}`);
    this.volume = volume;
  }
}

/** Docker's words. */
export class NoSuchVolume extends EngineError<'NO_SUCH_VOLUME'> {
  readonly code = 'NO_SUCH_VOLUME';
  readonly volume: string;

  constructor(volume: string) {
    super(`get ${volume}: no such volume`, { hint: 'learn-run volume ls lists those that are here.' });
    this.volume = volume;
  }
}

/** The volume is mounted in a container, running or kept. Docker's words. */
export class VolumeInUse extends EngineError<'VOLUME_IN_USE'> {
  readonly code = 'VOLUME_IN_USE';
  readonly volume: string;
  readonly containers: readonly string[];

  constructor(volume: string, containers: readonly string[]) {
    super(`remove ${volume}: volume is in use - [${containers.join(', ')}]`);
    this.volume = volume;
    this.containers = containers;
  }
}
