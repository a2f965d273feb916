import type { ProcessOptions } from '../../machines/actors/contract.ts';
import { nameServerWarning } from './names.ts';
import { networkWarning } from './networking.ts';
import { memoryWarning } from './resources.ts';

/** What docker would warn of, one line for each; empty where there is nothing to say. */
export const warningsOf = (options: ProcessOptions): string =>
  networkWarning(options) + memoryWarning(options.resources ?? {}) + nameServerWarning(options);
