import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** A place outside the container's root to finish a mount at. */
export interface Stage {
  readonly place: string;
  readonly isDirectory: boolean;
}

/**
 * A place to finish a bind mount at, before it is moved to its target. Where the target lies in a volume that another
 * container has too, its path may change between two calls: the second one would make something else read-only and
 * leave the mount writable (CVE-2021-30465 and its kin).
 */
export function stageOf(bundle: string, isDirectory: boolean): Stage {
  const [directory, file] = stagesIn(bundle);
  const place = isDirectory ? directory : file;
  if (isDirectory) mkdirSync(place, { recursive: true });
  else closeSync(openSync(place, 'a', 0o600));
  return { place, isDirectory };
}

/** Every such place: that of directories and that of files. */
export function stagesIn(bundle: string): [directory: string, file: string] {
  return [join(bundle, '.mount-directory'), join(bundle, '.mount-file')];
}
