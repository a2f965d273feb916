import type { ExecutionConfig } from '../image/image-config.ts';
import type { ContainerOptions } from './container-options.ts';
import { NoCommand, NulByte } from './errors.ts';
import type { Origin, Sourced } from './origin.ts';

/**
 * The program and its arguments: entrypoint, then command. `--entrypoint` also sets the image's Cmd aside, which was
 * written for the image's own entrypoint; an empty one leaves only the command line.
 *
 * Throws `NoCommand` where nothing is left, and `NulByte`.
 */
export function processArgs(config: ExecutionConfig, options: ContainerOptions): Sourced<readonly string[]> {
  const asked = askedFor(config, options);
  if (asked.length === 0) throw new NoCommand(options.entrypoint !== undefined);
  const words = [...(options.init ? BEFORE : []), ...asked];
  const value = words.map((word) => word.text);
  const cut = value.find((text) => text.includes('\0'));
  if (cut !== undefined) throw new NulByte('an argument of the program', cut);
  return { value, origins: Object.fromEntries(words.map((word, index) => [`/${index}`, word.origin])) };
}

/** The same words before anything has been made of them: none where there is no program, and nothing of what `--init` adds. */
export function wordsAskedFor(config: ExecutionConfig, options: ContainerOptions): readonly string[] {
  return askedFor(config, options).map(({ text }) => text);
}

/** Where docker has it too. */
export const INIT_PATH = '/sbin/docker-init';

interface Word {
  readonly text: string;
  readonly origin: Origin;
}

function askedFor(config: ExecutionConfig, options: ContainerOptions): Word[] {
  return [...entrypoint(config, options), ...command(config, options)];
}

function entrypoint(config: ExecutionConfig, options: ContainerOptions): Word[] {
  if (options.entrypoint === '') return [];
  if (options.entrypoint !== undefined) return words([options.entrypoint], { from: 'option', detail: '--entrypoint' });
  const texts = config.Entrypoint ?? [];
  const isEmpty = texts.length === 1 && texts[0] === '';
  return isEmpty ? [] : words(texts, { from: 'image', detail: 'config.Entrypoint' });
}

function command(config: ExecutionConfig, options: ContainerOptions): Word[] {
  if (options.args.length > 0) return words(options.args, { from: 'option', detail: 'arguments after the image' });
  if (options.entrypoint !== undefined) return [];
  return words(config.Cmd ?? [], { from: 'image', detail: 'config.Cmd' });
}

function words(texts: readonly string[], origin: Origin): Word[] {
  return texts.map((text) => ({ text, origin }));
}

/** What stands before the program that process 1 looks after. */
const BEFORE = words([INIT_PATH, '--'], { from: 'option', detail: '--init' });
