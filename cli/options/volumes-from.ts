import type { VolumesFrom } from '../../engine/bundle/surroundings.ts';
import { UsageError } from '../errors.ts';
import { kindOfModeWord } from './volume-spec.ts';

/** `container[:mode]` @throws UsageError in docker's words */
export function parseVolumesFrom(text: string): VolumesFrom {
  if (text === '') throw new UsageError('volumes-from specification cannot be an empty string');
  const [, container = '', mode = ''] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  const kinds = mode === '' ? [] : mode.split(',').map(kindOfModeWord);
  // How a mount propagates is its own affair, and it was filled where it was made.
  const isOther = kinds.some((kind) => kind === undefined || kind === 'propagation' || kind === 'copy');
  if (isOther || new Set(kinds).size < kinds.length) throw new UsageError(`invalid mode: ${mode}`);
  if (container === '') throw new UsageError('invalid name or ID supplied: ""');
  return { container, mode };
}
