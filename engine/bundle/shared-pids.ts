import type { Spec } from './runtime-spec.ts';

/**
 * Whose processes a container is told of: nobody's but its own, those of the host, or those of the namespace at a path,
 * which is another container's.
 */
export type PidSharing = 'own' | 'host' | { readonly path: string };

/** What config.json says of it. */
export function pidSharing({ linux }: Pick<Spec, 'linux'>): PidSharing {
  const namespace = linux.namespaces.find(({ type }) => type === 'pid');
  if (namespace === undefined) return 'host';
  return namespace.path === undefined ? 'own' : { path: namespace.path };
}
