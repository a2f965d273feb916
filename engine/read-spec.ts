import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Spec } from './bundle/runtime-spec.ts';

/**
 * The config.json that we have written into a bundle.
 *
 * @param bundle absolute path
 * @throws the error of reading or parsing it: there is none where the container was given up before
 */
export function readSpec(bundle: string): Spec {
  return JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8')) as Spec;
}
