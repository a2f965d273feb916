import { readIfThere } from './read-if-there.ts';

/** Of all ids of the kernel to themselves; nothing where the kernel has no user namespaces. */
const ALL_IDS = /^(\s*0\s+0\s+4294967295\s*)?$/;

/**
 * Whether this process is in the user namespace that the machine has started with: only there root is root of the host.
 *
 * @see user_namespaces(7)
 */
export function isInitialUserNamespace(): boolean {
  return ALL_IDS.test(ownMap('uid'));
}

/** The ids of this process's user namespace: lines of `inside outside count`. Empty where the kernel knows no such thing. */
export function ownMap(kind: 'uid' | 'gid'): string {
  return readIfThere(`/proc/self/${kind}_map`);
}
