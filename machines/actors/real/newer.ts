import type { Engine } from '../../../engine/engine.ts';
import type { EngineError } from '../../../engine/errors.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import type { Reference } from '../../../engine/image/reference.ts';

/**
 * Whether the registry has another image under this name than the one that is here, for `--pull newer`. A registry that
 * cannot be reached has none, as with podman: the image that is here will do.
 */
export async function hasNewer(
  engine: Engine,
  reference: Reference,
  target: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  if (reference.digest !== undefined) return false;
  try {
    const client = await engine.registryOf(reference);
    const { challenge } = await client.contact(reference.repository, signal);
    if (challenge !== undefined) await client.authorize(challenge, reference.repository, signal);
    const { descriptor } = await client.fetchManifest(reference.repository, reference.tag!, signal);
    return descriptor.digest !== target.digest;
  } catch (error) {
    if ((error as EngineError).code === 'REGISTRY_UNREACHABLE') return false;
    throw error;
  }
}
