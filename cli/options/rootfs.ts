import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RootDirectory } from '../../engine/bundle/container-options.ts';
import type { Reference } from '../../engine/image/reference.ts';
import { UsageError } from '../errors.ts';

/** The options that it depends on whether the directory will do. */
export interface RootfsFlags {
  readonly entrypoint?: string;
  readonly simulate?: true;
}

/**
 * The directory that is the root file system, where `--rootfs` was given. Behind it `:O` lays an empty layer on top, as
 * with podman: then nothing of the directory is changed.
 *
 * @param word what stands in the place of the image: DIRECTORY[:O]
 * @throws UsageError in podman's words, where podman has some
 */
export function rootDirectory(
  word: string,
  command: readonly string[],
  { entrypoint, simulate }: RootfsFlags,
): RootDirectory {
  if (simulate) throw new UsageError('conflicting options: --rootfs and --simulate: nobody has recorded a directory');
  const [, path, option] = /^(.*?)(?::(O|idmap(?:=.*)?))?$/s.exec(word) as unknown as [string, string, string?];
  if (option?.startsWith('idmap')) {
    throw new UsageError(
      `--rootfs: the option ${option} is not supported`,
      'run',
      'Only :O is, an empty layer on top.',
    );
  }
  const directory = resolve(path);
  const stats = statSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) {
    const advice = `learn-run unpack IMAGE ${path} makes a root file system of an image.`;
    throw new UsageError(`--rootfs: stat ${directory}: no such file or directory`, 'run', advice);
  }
  if (!stats.isDirectory()) throw new UsageError(`--rootfs: ${directory}: not a directory`);
  if (command.length === 0 && !entrypoint) {
    const advice = `A directory says nothing of a program: learn-run --rootfs ${word} /bin/sh`;
    throw new UsageError('no command or entrypoint provided, and no CMD or ENTRYPOINT from image', 'run', advice);
  }
  const isOverlay = option === 'O';
  if (directory === '/' && !isOverlay) {
    const advice = 'Nobody can move into what is the root already. /:O lays an empty layer on top of it.';
    throw new UsageError('--rootfs: the root of this machine cannot be that of a container', 'run', advice);
  }
  return { directory, isOverlay };
}

/** What stands where others have the name of an image: the directory, which no registry has. */
export function referenceOfDirectory({ directory }: RootDirectory): Reference {
  return { registry: '', repository: directory.slice(1), tag: undefined, digest: undefined };
}
