import type { Spec } from './runtime-spec.ts';

/** True where a container has no pid namespace of its own: the end of its first process is not that of all of them. */
export function sharesPids({ linux }: Pick<Spec, 'linux'>): boolean {
  return !linux.namespaces.some(({ type }) => type === 'pid');
}
