import type { Flag } from './docker-flags.ts';

/**
 * The options that docker does not have. They may also stand directly after the image, as in `learn-run hello-world
 * --step`; everything behind the first other word belongs to the container.
 */
export const TEACHING_FLAGS: readonly Flag[] = [
  { long: '--step', short: undefined, value: 'optional' },
  { long: '--break', short: undefined, value: 'required' },
  { long: '--break-on-error', short: undefined, value: 'none' },
  { long: '--auto', short: undefined, value: 'required' },
  { long: '--predict', short: undefined, value: 'optional' },
  { long: '--present', short: undefined, value: 'none' },
  { long: '--json', short: undefined, value: 'none' },
  { long: '--inspect', short: undefined, value: 'optional' },
  { long: '--share', short: undefined, value: 'optional' },
  { long: '--plain', short: undefined, value: 'none' },
  { long: '--keep', short: undefined, value: 'none' },
  { long: '--record', short: undefined, value: 'required' },
  { long: '--no-record', short: undefined, value: 'none' },
  { long: '--simulate', short: undefined, value: 'none' },
  { long: '--dry-run', short: undefined, value: 'none' },
  { long: '--offline', short: undefined, value: 'none' },
  { long: '--registry', short: undefined, value: 'required' },
];
