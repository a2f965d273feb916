import type { NamespaceType } from '../../bundle/runtime-spec.ts';
import type { ContainerFiles } from './container-files.ts';
import type { Descriptors, OpenFile } from './descriptors.ts';

/** What a process that makes no call would have, as far as its next calls depend on it. */
export interface DryWorld {
  readonly descriptors: Descriptors;
  readonly files: ContainerFiles;
  /** The capabilities of its bounding set, as a mask. */
  readonly bounding: bigint;
  /** The namespaces that it makes for itself. */
  readonly namespaces: readonly NamespaceType[];
  /** True where the directory of the host has anything in it. */
  hasEntries(path: string): boolean;
  /** The host's path of what will be the container's root. */
  readonly root: string;
  /** True once the root has changed. */
  isInside: boolean;
  workingDirectory: string;
  umask: number;
}

/** Where a path leads: by a descriptor, into the container, or somewhere on the host. */
export function fileAt(path: string, { descriptors, isInside, root, workingDirectory }: DryWorld): OpenFile {
  const behind = descriptors.behind(path);
  if (behind) return behind;
  if (!path.startsWith('/')) return { path: workingDirectory, isInside };
  const isBelowRoot = !isInside && path.startsWith(`${root}/`);
  return isBelowRoot ? { path: path.slice(root.length), isInside: true } : { path, isInside };
}
