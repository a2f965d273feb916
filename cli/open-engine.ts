import { Engine, type RegistryChoice } from '../engine/engine.ts';
import { invalidArgument } from './errors.ts';
import { cacheOf, homeOf } from './home.ts';
import type { Io } from './io.ts';

/** Where a command looks for images. */
export interface RegistryOptions {
  readonly offline?: true;
  readonly registry?: string;
}

/** The engine of this user, with the registry that the options choose. The caller closes it. */
export function openEngine(io: Io, { offline, registry }: RegistryOptions = {}): Engine {
  if (registry !== undefined && registry !== 'embedded') {
    throw invalidArgument('--registry', registry, 'must be "embedded"');
  }
  const wantsEmbedded = offline || registry === 'embedded';
  return new Engine({
    home: homeOf(io),
    cache: cacheOf(io),
    registry: wantsEmbedded ? 'embedded' : registryOfEnvironment(io),
    credentials: { env: io.env, home: io.env.HOME ?? '/nonexistent' },
  });
}

/** `npm start` sets the variable, so that a first look at learn-run needs no network. */
function registryOfEnvironment({ env }: Io): RegistryChoice {
  return env.LEARN_RUN_PREFER_EMBEDDED === '1' ? 'prefer-embedded' : 'remote';
}
