import { resolve } from 'node:path';
import type { MountRequest, Propagation } from '../../engine/bundle/mount-request.ts';
import { mountTarget } from '../../engine/bundle/mount-target.ts';
import { UsageError } from '../errors.ts';

const SERVED: readonly string[] = ['private', 'rprivate', 'slave', 'rslave'];

/**
 * What one `-v` asks for: `[source:]target[:mode,…]`. A source that begins with `/`, `./` or `../` is a path of the host,
 * from `cwd` where it is relative; any other is the name of a volume.
 *
 * @throws UsageError and InvalidMount, in docker's words where docker has some
 */
export function parseVolumeSpec(text: string, cwd: string): MountRequest {
  if (text === '') throw new UsageError('invalid empty volume spec');
  const parts = text.split(':');
  if (parts.length > 1 && parts.includes('')) {
    throw new UsageError(`invalid spec: ${text}: empty section between colons`);
  }
  const [first = '', target, mode, ...more] = parts;
  if (more.length > 0) throw new UsageError(`invalid volume specification: '${text}'`);
  const { readOnly, propagation, copiesImage, relabel } = parseMode(mode);
  const by = '--volume';
  if (target === undefined) return volume(undefined, mountTarget(first));
  if (!isPath(first)) {
    if (propagation !== undefined) throw misplaced(text, 'volume', 'BindOptions');
    return volume(first, mountTarget(target, configOf(text, 'volume')));
  }
  if (copiesImage === false) throw misplaced(text, 'bind', 'VolumeOptions');
  const bind = { type: 'bind', source: resolve(cwd, first), isRecursive: true, createsSource: true } as const;
  return {
    ...bind,
    target: mountTarget(target, configOf(text, 'bind')),
    readOnly,
    by,
    ...(propagation && { propagation }),
    ...(relabel && { relabel }),
  };

  function volume(name: string | undefined, at: string): MountRequest {
    const copies = copiesImage !== false;
    const asked = { readOnly, ...(relabel && { relabel }) };
    return { type: 'volume', name, target: at, ...asked, copiesImage: copies, labels: {}, by };
  }
}

/** Docker's own rule: `rel/x` is no path but the name of a volume, and a bad one. */
const isPath = (source: string) =>
  source.startsWith('/') || source === '.' || source === '..' || /^\.\.?\//.test(source);

interface Mode {
  readonly readOnly: boolean;
  readonly propagation: Propagation | undefined;
  readonly copiesImage: boolean | undefined;
  readonly relabel: MountRequest['relabel'];
}

/** The words behind the last colon: at most one of each kind. */
function parseMode(mode: string | undefined): Mode {
  const words = mode === undefined ? [] : mode.split(',');
  const kinds = words.map(kindOfModeWord);
  if (kinds.includes(undefined) || new Set(kinds).size < kinds.length) throw new UsageError(`invalid mode: ${mode}`);
  const propagation = words[kinds.indexOf('propagation')];
  if (propagation !== undefined && !SERVED.includes(propagation)) throw unservedPropagation(propagation);
  return {
    readOnly: words.includes('ro'),
    propagation: propagation as Propagation | undefined,
    copiesImage: words.includes('nocopy') ? false : undefined,
    relabel: words.includes('Z') ? 'private' : words.includes('z') ? 'shared' : undefined,
  };
}

/** What one word of a mode is about; undefined where it is none. `z` and `Z` do nothing for a container without labels of SELinux, as with docker. */
export function kindOfModeWord(word: string): string | undefined {
  if (['ro', 'rw'].includes(word)) return 'access';
  if (['z', 'Z'].includes(word)) return 'label';
  if (['cached', 'delegated', 'consistent'].includes(word)) return 'consistency';
  if (word === 'nocopy') return 'copy';
  return /^r?(private|shared|slave)$/.test(word) ? 'propagation' : undefined;
}

/** What a container mounts there would have to appear on the host, which its own mount tree does not let happen. */
export function unservedPropagation(word: string): UsageError {
  return new UsageError(
    `propagation mode ${JSON.stringify(word)} is not supported yet: must be "private", "rprivate", "slave" or "rslave"`,
  );
}

function misplaced(text: string, type: string, field: string): UsageError {
  return new UsageError(`${configOf(text, type)}field ${field} must not be specified`);
}

/** What docker's daemon says in front of what is wrong with a volume. */
const configOf = (text: string, type: string) =>
  `invalid volume specification: '${text}': invalid mount config for type "${type}": `;
