import { COMMANDS } from './commands.ts';
import { hintForDockerCommand } from './docker-commands.ts';
import { CommandNotSupported } from './errors.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { errorMessage } from './terminal/error-message.ts';
import { leaveErrorsToSinks } from './terminal/output-display.ts';

/** What stands for a command, where it is the only word, or the first. */
const ALIASES: Readonly<Record<string, string>> = { '--help': 'help', '--version': 'version' };

/**
 * The whole program: does what the words say, and resolves with the exit code. Never rejects, and never ends the
 * process: whoever calls it does.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const isDebug = argv[0] === '--debug' || io.env.LEARN_RUN_DEBUG === '1';
  const words = argv[0] === '--debug' ? argv.slice(1) : argv;
  leaveErrorsToSinks(io.stdout);
  leaveErrorsToSinks(io.stderr);
  const { name, rest } = commandOf(words);
  try {
    const hint = hintForDockerCommand(words[0]);
    if (hint !== undefined) throw new CommandNotSupported(words[0]!, hint);
    const command = await COMMANDS[name]!(rest, io);
    return await command(rest, io);
  } catch (error) {
    io.stderr.write(errorMessage(error, isDebug));
    return exitCodeOf(error, name);
  }
}

/** Where no command is named, the words are those of `run`; an image with a command's name needs the word `run`. */
function commandOf(words: readonly string[]): { name: string; rest: readonly string[] } {
  const [first, ...rest] = words;
  if (first === undefined || (first === '-h' && rest.length === 0)) return { name: 'help', rest: [] };
  const name = ALIASES[first] ?? first;
  return Object.hasOwn(COMMANDS, name) ? { name, rest } : { name: 'run', rest: words };
}
