import { resolve } from 'node:path';
import { UsageMistake } from './errors.ts';

/** One option of a command, as the runtimes that others call have it. */
export interface Flag {
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What stands for its value in the help; an option without one is on or off. */
  readonly value?: string;
  /** Whether it may be given several times. */
  readonly isRepeated?: boolean;
  /** Other names that other runtimes have for it. */
  readonly aliases?: readonly string[];
  readonly usage: string;
}

/** The words of a command line, sorted. */
export interface Words {
  /** Values by the names of their options; those that are on or off as `true` or `false`. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly args: readonly string[];
}

/** How the words are read. */
export interface Reading {
  /** True where everything behind the first argument belongs to somebody else: to a program, say. */
  readonly stopsAtArgument: boolean;
}

/**
 * Reads options as Go's programs do: with one dash or two, the value behind `=` or as the next word.
 *
 * @throws UsageMistake
 */
export function readWords(words: readonly string[], flags: readonly Flag[], { stopsAtArgument }: Reading): Words {
  const options = new Map<string, string[]>();
  const args: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--') return { options, args: [...args, ...words.slice(index + 1)] };
    if (!/^-./.test(word)) {
      args.push(word);
      if (!stopsAtArgument) continue;
      return { options, args: [...args, ...words.slice(index + 1)] };
    }
    const [, given, , inline] = /^--?([^=]+)(=(.*))?$/s.exec(word)!;
    for (const flag of flagsNamed(given!, word, flags)) {
      const value = flag.value === undefined ? (inline ?? 'true') : (inline ?? words[++index]);
      if (value === undefined) throw new UsageMistake(`flag needs an argument: ${word}`);
      options.set(flag.name, flag.isRepeated ? [...(options.get(flag.name) ?? []), value] : [value]);
    }
  }
  return { options, args };
}

/** The option of this name; or several that are on or off, by their letters: `-it`. */
function flagsNamed(given: string, word: string, flags: readonly Flag[]): Flag[] {
  const find = (name: string) => flags.find((flag) => [flag.name, flag.short, ...(flag.aliases ?? [])].includes(name));
  const found = find(given);
  if (found) return [found];
  const letters = word.startsWith('--') ? [] : given.split('').map(find);
  if (letters.length > 1 && letters.every((flag) => flag !== undefined && flag.value === undefined))
    return letters as Flag[];
  throw new UsageMistake(`flag provided but not defined: -${given}`);
}

/** What was given for an option, or undefined. */
export function optionOf({ options }: Words, name: string): string | undefined {
  return options.get(name)?.at(-1);
}

export function optionsOf({ options }: Words, name: string): readonly string[] {
  return options.get(name) ?? [];
}

/** The value as an absolute path; a relative one begins at `cwd`. */
export function pathOf(words: Words, name: string, cwd: string): string | undefined {
  const value = optionOf(words, name);
  return value === undefined ? undefined : resolve(cwd, value);
}

/** @throws UsageMistake where it is neither on nor off */
export function isSet(words: Words, name: string): boolean {
  const value = optionOf(words, name);
  if (value === undefined || /^(false|f|0)$/i.test(value)) return false;
  if (/^(true|t|1)$/i.test(value)) return true;
  throw new UsageMistake(`invalid boolean value ${JSON.stringify(value)} for -${name}`);
}

/** A whole number that is not negative. @throws UsageMistake */
export function countOf(words: Words, name: string, fallback = 0): number {
  const value = optionOf(words, name);
  if (value === undefined) return fallback;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UsageMistake(`invalid value ${JSON.stringify(value)} for flag -${name}: expected a number`);
}
