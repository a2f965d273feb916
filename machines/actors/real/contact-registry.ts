import { embeddedHas, embeddedNames, LESSON_REGISTRY } from '../../../engine/embedded/catalogue.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { EngineError } from '../../../engine/errors.ts';
import { familiarName, type Reference } from '../../../engine/image/reference.ts';
import type { Json } from '../../../engine/json.ts';
import { registryOrigin } from '../../../engine/registry/origin.ts';
import type { Tools } from '../contract.ts';
import { NotEmbedded, UnreachableButEmbedded } from './errors.ts';

/** Asks whether a registry is there and what it wants of who reads, and shows the answer. */
export async function contactRegistry(
  engine: Engine,
  reference: Reference,
  tools: Tools,
  factsOf: () => Record<string, Json>,
): Promise<{ challenge: string | undefined }> {
  const { challenge } = await contact(engine, reference, tools.signal);
  const asks = challenge ? `wants a token first: ${challenge}` : 'lets anybody read';
  const who = await originOf(engine, reference);
  tools.show(`${who} is a registry, and ${asks}.`, factsOf(), await howToAsk(engine, reference));
  return { challenge };
}

async function contact(
  engine: Engine,
  reference: Reference,
  signal: AbortSignal,
): Promise<{ challenge: string | undefined }> {
  const isCarried = embeddedHas(reference);
  if (engine.isEmbedded(reference) && !isCarried) {
    throw new NotEmbedded(familiarName(reference), embeddedNames(), reference.registry !== LESSON_REGISTRY);
  }
  try {
    const client = await engine.registryOf(reference);
    return await client.contact(reference.repository, signal);
  } catch (error) {
    const isUnreachable = (error as EngineError).code === 'REGISTRY_UNREACHABLE';
    throw isUnreachable && isCarried
      ? new UnreachableButEmbedded(familiarName(reference), error as EngineError)
      : error;
  }
}

async function howToAsk(engine: Engine, reference: Reference): Promise<string[]> {
  if (engine.isEmbedded(reference)) return [];
  const { origin } = await engine.registryOf(reference);
  return [`curl -i ${origin.href}v2/`];
}

async function originOf(engine: Engine, reference: Reference): Promise<string> {
  const { registry } = reference;
  if (registry === LESSON_REGISTRY) return `${LESSON_REGISTRY}, which learn-run carries along,`;
  if (engine.isEmbedded(reference)) return `The embedded registry (in place of ${registry})`;
  const { origin } = await engine.registryOf(reference);
  return origin.host === registryOrigin(registry, false).host ? registry : `${origin.host}, a mirror of ${registry},`;
}
