import { InvalidMount } from './errors.ts';

/** Options of tmpfs that docker hands on: flags of the mount, and those of the file system with a value. */
const FLAGS = [
  'defaults ro rw suid nosuid dev nodev exec noexec sync async remount dirsync mand nomand atime noatime diratime',
  'nodiratime bind rbind unbindable runbindable private rprivate shared rshared slave rslave relatime norelatime',
  'strictatime nostrictatime',
]
  .join(' ')
  .split(' ');
const VALUES = ['mode', 'uid', 'gid', 'size', 'nr_inodes', 'nr_blocks', 'mpol'];
/** Words that would make something else of the mount than a new tmpfs of the container's own. */
const OUT_OF_PLACE = /^(remount|r?bind|r?shared|r?slave|r?private|r?unbindable)$/;

const DEFAULTS = ['noexec', 'nosuid', 'nodev'];
const OPPOSITES: Readonly<Record<string, string>> = { exec: 'noexec', suid: 'nosuid', dev: 'nodev', ro: 'rw' };

/**
 * The options of a tmpfs: docker's `noexec,nosuid,nodev` and those given, the last of two that contradict each other.
 *
 * @example tmpfsOptions('size=1m,exec') // ['nosuid', 'nodev', 'size=1m', 'exec']
 * @throws InvalidMount in docker's words
 */
export function tmpfsOptions(text: string): string[] {
  const given = text === '' ? [] : text.split(',');
  const unknown = given.find((option) => !isKnown(option));
  if (unknown !== undefined) throw new InvalidMount(`invalid tmpfs option [${JSON.stringify(unknown)}]`);
  const kept = new Map<string, string>();
  for (const option of [...DEFAULTS, ...given]) {
    const key = keyOf(option);
    kept.delete(key);
    if (option !== 'defaults') kept.set(key, option);
  }
  return [...kept.values()];
}

function isKnown(option: string): boolean {
  const [name = '', ...value] = option.split('=');
  if (value.length > 0) return VALUES.includes(name);
  return FLAGS.includes(option) && !OUT_OF_PLACE.test(option);
}

function keyOf(option: string): string {
  const name = option.split('=', 1)[0]!;
  if (name in OPPOSITES) return OPPOSITES[name]!;
  if (option === 'rw') return 'rw';
  return name;
}
