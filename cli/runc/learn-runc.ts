import { EngineError } from '../../engine/errors.ts';
import { ExecutableNotFound, ExecutableNotRunnable } from '../../engine/runtime/errors.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { type Context, contextOf, type Surroundings } from './context.ts';
import { UsageMistake } from './errors.ts';
import { readWords, type Words } from './flags.ts';
import { RuntimeLog, writeAll } from './log.ts';
import { notePlace } from './note-place.ts';
import { GLOBAL_FLAGS } from './shared-flags.ts';

const FAILURE = 1;

/**
 * The whole program: does what the words say, and resolves with the exit code. Never rejects, and never ends the process:
 * whoever calls it does.
 */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let context: Context | undefined;
  try {
    const globals = readWords(argv, [...GLOBAL_FLAGS, HELP, VERSION], { stopsAtArgument: true });
    const [name, ...rest] = globals.args;
    if (globals.options.has('version')) return await printVersion(surroundings.program);
    if (name === undefined || name === 'help' || globals.options.has('help'))
      return await help(name === 'help' ? rest[0] : name, surroundings);
    context = contextOf(globals, surroundings);
    notePlace(surroundings.command, context.cache);
    return await runCommand(name, rest, context);
  } catch (error) {
    const log = context?.log ?? new RuntimeLog({ file: undefined, format: 'text', isDebug: false });
    log.fail((error as Error).message, adviceOf(error));
    return FAILURE;
  }
}

async function runCommand(name: string, words: readonly string[], context: Context): Promise<number> {
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) throw unknownCommand(name, words);
  const { stopsAtArgument = false, flags } = command;
  try {
    const read = readWords(words, [...flags, HELP], { stopsAtArgument });
    if (read.options.has('help')) return await help(name, context);
    requireArity(command, read, context);
    const run = await command.load();
    return await run(read, context);
  } catch (error) {
    tell(error as Error, name, context);
    return command.failure ?? FAILURE;
  }
}

function unknownCommand(name: string, words: readonly string[]): UsageMistake {
  if (words.some((word) => word === '-h' || word === '--help')) return new UsageMistake(`No help topic for '${name}'`);
  return new UsageMistake(`unknown command ${JSON.stringify(name)}: learn-runc --help lists them`);
}

function requireArity({ name, arity: [least, most] }: Command, { args }: Words, { program }: Context): void {
  if (args.length >= least && args.length <= most) return;
  const expected =
    least === most ? `exactly ${least}` : args.length < least ? `a minimum of ${least}` : `a maximum of ${most}`;
  throw new UsageMistake(`${program}: "${name}" requires ${expected} argument(s)`);
}

/** What keeps a program from being executed is said as a shell would say it. */
function tell(error: Error, name: string, { log, program }: Context): void {
  const isExec = error instanceof ExecutableNotFound || error instanceof ExecutableNotRunnable;
  if (isExec && error.message.startsWith('exec /')) {
    log.failToExecute(error.message);
    return;
  }
  const prefix = ['create', 'run', 'exec', 'start', 'restore'].includes(name) ? `${program} ${name} failed: ` : '';
  log.fail(`${prefix}${error.message}`, adviceOf(error));
  log.debug(error.stack ?? '');
}

/** What an error of ours says besides its message. */
function adviceOf(error: unknown): string | undefined {
  return error instanceof EngineError ? error.hint : undefined;
}

const HELP = { name: 'help', short: 'h', usage: '' };
const VERSION = { name: 'version', short: 'v', usage: '' };

async function help(topic: string | undefined, { program }: Pick<Surroundings, 'program'>): Promise<number> {
  const { commandHelp, programHelp } = await import('./help.ts');
  const { version } = await import('./version.ts');
  if (topic === undefined) writeAll(1, programHelp(program, version, GLOBAL_FLAGS, COMMANDS));
  else {
    const command = COMMANDS.find(({ name }) => name === topic);
    if (!command) throw new UsageMistake(`No help topic for '${topic}'`);
    writeAll(1, commandHelp(program, command));
  }
  return 0;
}

async function printVersion(program: string): Promise<number> {
  const { versionText } = await import('./version.ts');
  writeAll(1, versionText(program));
  return 0;
}
