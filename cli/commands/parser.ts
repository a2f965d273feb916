import { Command, CommanderError, Help, type Option } from 'commander';
import { spellSwitches } from '../argv.ts';
import { FlagError, UsageError, WrongArgumentCount } from '../errors.ts';
import type { Io } from '../io.ts';
import { flagsOf } from '../options/command-flags.ts';

/** What the help of a command shows above its options. */
export interface Introduction {
  readonly usage: string;
  readonly description: string;
  /** Command lines that work, each with what it does. */
  readonly examples: readonly (readonly [line: string, purpose: string])[];
}

/** A commander command that never ends the process, writes its help on our stdout, and shows examples first. */
export function newParser(
  name: string,
  { usage, description, examples }: Introduction,
  io: Pick<Io, 'stdout'>,
): Command {
  const width = Math.max(0, ...examples.map(([line]) => line.length));
  const lines = examples.map(([line, purpose]) => `  ${line.padEnd(width)}  ${purpose}`);
  return new Command(name)
    .usage(usage)
    .description(description)
    .helpOption('--help', 'Print usage')
    .helpCommand(false)
    .addHelpText('before', examples.length === 0 ? '' : `Examples:\n${lines.join('\n')}\n`)
    .configureHelp({
      commandUsage: (command) => `learn-run ${[name, command.usage()].filter(Boolean).join(' ')}`,
      optionDescription,
      // Of 80 columns the longest options leave a few more than 30: words are not to be cut there either.
      minWidthToWrap: 20,
    })
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => {} })
    .exitOverride();
}

/** Nobody has to be told that an option which may be repeated is not given by default. */
function optionDescription(option: Option): string {
  return Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option);
}

/** Parses the words. False where they asked for help, which is then printed. Throws `FlagError` and `WrongArgumentCount` in docker's words. */
export function parse(parser: Command, words: readonly string[]): boolean {
  return parseSpelled(parser, spellSwitches(words, flagsOf(parser), parser.name()));
}

/** The same for words whose switches have been spelled out already, as `splitRunArgv` does. */
export function parseSpelled(parser: Command, words: readonly string[]): boolean {
  try {
    parser.parse(words, { from: 'user' });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return false;
    if (/missingArgument|excessArguments/.test(error.code))
      throw new WrongArgumentCount(parser.name(), arityOf(parser));
    throw new FlagError(inDockersWords(error), parser.name());
  }
}

/**
 * What a command that only leads to others does where none of them is named: it prints its help, and refuses a word that
 * is none. Gives back the exit code.
 *
 * @throws UsageError
 */
export function helpOf(
  command: string,
  introduction: Introduction,
  word: string | undefined,
  io: Pick<Io, 'stdout'>,
): number {
  const parser = newParser(command, introduction, io).argument('[command]');
  if (!parse(parser, word === undefined ? ['--help'] : [word])) return 0;
  throw new UsageError(`unknown command: learn-run ${command} ${word}`, command);
}

function inDockersWords(error: CommanderError): string {
  const message = error.message.replace(/^error: /, '');
  if (error.code === 'commander.unknownOption') return message.replace(/unknown option '([^']*)'/, 'unknown flag: $1');
  if (error.code === 'commander.optionMissingArgument')
    return message.replace(/^option '([^']*)'.*/, 'flag needs an argument: $1');
  return message;
}

function arityOf({ registeredArguments }: Command): string {
  const required = registeredArguments.filter(({ required }) => required).length;
  const isOpen = registeredArguments.some(({ variadic }) => variadic);
  const count = isOpen || required === registeredArguments.length ? required : registeredArguments.length;
  const bound = isOpen ? 'at least ' : required < registeredArguments.length ? 'at most ' : '';
  return `${bound}${count} argument${count === 1 ? '' : 's'}`;
}
