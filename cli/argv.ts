import { FlagError, invalidArgument } from './errors.ts';
import type { Flag } from './options/docker-flags.ts';

/** The command line of `run`, cut into what is ours and what is the container's. */
export interface RunArgv {
  /** Our options, spelled out: `--env=A=B`, `--interactive`. */
  readonly options: readonly string[];
  /** Undefined where the line ends before an image is named. */
  readonly image: string | undefined;
  /** Everything that belongs to the container, untouched. */
  readonly command: readonly string[];
}

/**
 * Cuts the words behind `run` as docker does: options up to the image, all behind it to the container, with one
 * exception. The `teaching` options, which docker does not have, may also stand directly after the image; the first
 * other word begins the command, and so does `--`, which is dropped there. Where there are no such options, `--` is the
 * container's as well.
 *
 * @example splitRunArgv(['-it', 'alpine', '--step', 'ls', '--step'], flags, teaching)
 *          // { options: ['--interactive', '--tty', '--step'], image: 'alpine', command: ['ls', '--step'] }
 * @throws FlagError in docker's words for a flag that is not in `flags`, and for one that lacks its value.
 */
export function splitRunArgv(words: readonly string[], flags: readonly Flag[], teaching: readonly Flag[]): RunArgv {
  const before = readOptions(words, 0, flags);
  const image = words[before.next];
  if (image === undefined) return { options: before.options, image: undefined, command: [] };
  const rest = before.next + 1;
  if (teaching.length === 0) return { options: before.options, image, command: words.slice(rest) };
  const after = readOptions(words, rest, teaching, 'stop at the first other word');
  return { options: [...before.options, ...after.options], image, command: words.slice(after.next) };
}

interface Read {
  readonly options: readonly string[];
  /** Index of the first word that is not an option. */
  readonly next: number;
}

function readOptions(words: readonly string[], start: number, flags: readonly Flag[], unknown = 'is an error'): Read {
  const options: string[] = [];
  let next = start;
  while (next < words.length) {
    const word = words[next] as string;
    if (word === '--') return { options, next: next + 1 };
    if (!word.startsWith('-') || word === '-') break;
    if (unknown !== 'is an error' && !flags.some(({ long }) => word === long || word.startsWith(`${long}=`))) break;
    const read = word.startsWith('--') ? readLong : readShort;
    const found = read(word, words[next + 1], flags);
    options.push(...found.options);
    next += found.words;
  }
  return { options, next };
}

/** What one word, or a word and the value after it, came to. */
interface Found {
  readonly options: readonly string[];
  readonly words: 1 | 2;
}

function readLong(word: string, following: string | undefined, flags: readonly Flag[]): Found {
  const equals = word.indexOf('=');
  const name = equals === -1 ? word : word.slice(0, equals);
  const flag = flags.find(({ long }) => long === name);
  if (flag === undefined) throw new FlagError(`unknown flag: ${name}`, 'run', didYouMean(name, flags));
  if (equals !== -1) return { options: spelled(flag, word.slice(equals + 1)), words: 1 };
  if (flag.value !== 'required') return { options: [flag.long], words: 1 };
  if (following === undefined) throw new FlagError(`flag needs an argument: ${name}`);
  return { options: spelled(flag, following), words: 2 };
}

/** Reads `-it`, `-eA=B`, `-e A=B`, `-u=1000`: switches may stand together, the first flag with a value takes the rest. */
function readShort(word: string, following: string | undefined, flags: readonly Flag[]): Found {
  const options: string[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] as string;
    const flag = flags.find(({ short }) => short === `-${letter}`);
    if (flag === undefined) throw new FlagError(`unknown shorthand flag: '${letter}' in ${word}`);
    const rest = word.slice(at + 1);
    if (rest.startsWith('=')) return { options: [...options, ...spelled(flag, rest.slice(1))], words: 1 };
    if (flag.value === 'none') options.push(flag.long);
    else if (rest !== '') return { options: [...options, ...spelled(flag, rest)], words: 1 };
    else if (following === undefined) throw new FlagError(`flag needs an argument: '${letter}' in ${word}`);
    else return { options: [...options, ...spelled(flag, following)], words: 2 };
  }
  return { options, words: 1 };
}

/** Docker's switches take `=true` and `=false` as Go's strconv.ParseBool reads them. */
const GO_TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const GO_FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** The switches that are on by themselves, and how they are turned off. */
const DENIALS: Readonly<Record<string, readonly string[]>> = {
  '--rm': ['--keep'],
  '--sig-proxy': ['--no-sig-proxy'],
  '--disable-content-trust': ['--no-disable-content-trust'],
};

/**
 * Spells out what switches are said to be, wherever they stand: `--sig-proxy=f` is `--no-sig-proxy`. For commands that
 * hand no words on.
 *
 * @throws FlagError in docker's words, of this command
 */
export function spellSwitches(words: readonly string[], flags: readonly Flag[], command: string): readonly string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  return words.flatMap((word, index) => {
    const equals = word.indexOf('=');
    const flag = flags.find(({ long, value }) => value === 'none' && long === word.slice(0, equals));
    return index < end && equals !== -1 && flag ? spelled(flag, word.slice(equals + 1), command) : [word];
  });
}

function spelled(flag: Flag, value: string, command?: string): readonly string[] {
  if (flag.value !== 'none') return [`${flag.long}=${value}`];
  if (GO_TRUE.includes(value)) return [flag.long];
  if (GO_FALSE.includes(value)) return DENIALS[flag.long] ?? [];
  const names = flag.short === undefined ? flag.long : `${flag.short}, ${flag.long}`;
  throw invalidArgument(names, value, 'expected true or false', command);
}

/** What a flag that nobody knows may have been meant for; empty where it is like none of them. */
export function didYouMean(name: string, flags: readonly Flag[]): string {
  const close = flags.map(({ long }) => long).filter((long) => distance(long, name) <= 2);
  return close.length === 0 ? '' : `Did you mean ${close.join(' or ')}?`;
}

/** Edit distance (Levenshtein): how many letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
