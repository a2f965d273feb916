import { existsSync } from 'node:fs';
import { openNetwork } from './container-network.ts';
import type { Engine } from './engine.ts';

/** Where the records of bridges are; not there where there is none. */
const RECORDS = '/run/learn-run';

/**
 * Removes from the host what containers with a network have left whose learn-run was killed, whatever store they were in.
 * An ordinary user's leave nothing: their helpers end with them.
 */
export async function sweepNetworks(engine: Pick<Engine, 'idMappings'>): Promise<void> {
  if (engine.idMappings || !existsSync(RECORDS)) return;
  const network = await openNetwork(engine);
  if ('sweep' in network) await network.sweep();
}
