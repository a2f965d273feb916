import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { TOOL_ENVIRONMENT } from '../tool-environment.ts';
import { NetworkToolFailed } from './errors.ts';

/** One program that is to be run, without a shell. */
export interface Command {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** What stands on its stdin. */
  readonly input?: string;
}

/** One program that was run: what a person would type to do the same. */
export interface CommandRecord {
  /** `ip -batch -` */
  readonly command: string;
  /** The lines on its stdin. */
  readonly input?: readonly string[];
}

/** Runs programs one after the other or side by side, and remembers which. */
export class CommandRunner {
  readonly records: CommandRecord[] = [];

  /** Remembers a program that somebody else runs. */
  note(command: Command): CommandRecord {
    const record = recordOf(command);
    this.records.push(record);
    return record;
  }

  /**
   * Runs the program to its end; what it prints.
   *
   * @throws NetworkToolFailed with what it wrote to stderr
   */
  async run(command: Command): Promise<string> {
    this.note(command);
    const child = spawn(command.program, command.args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: '/',
      env: TOOL_ENVIRONMENT,
      // Ctrl-C at the caller's terminal must not end it half-way.
      detached: true,
    });
    // A program that ends before it has read everything says why on stderr.
    child.stdin.on('error', () => {}).end(command.input ?? '');
    const closed = once(child, 'close').catch((error: Error) => [error.message]);
    const [output, complaint, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    if (status === 0) return output;
    throw failureOf(commandLine(command), complaint || String(status));
  }
}

/** What is told of a program that did not do what it should. */
export function failureOf(line: string, complaint: string): NetworkToolFailed {
  return new NetworkToolFailed(line, complaint.trim().replaceAll('\n', '; '), HINT);
}

const HINT = 'learn-run --step=detail shows each command. Without a network of its own: --network none.';

/** The command as evidence. */
function recordOf(command: Command): CommandRecord {
  const lines = command.input?.split('\n').filter((line) => line.trim() !== '');
  return { command: commandLine(command), ...(lines && { input: lines }) };
}

function commandLine({ program, args }: Command): string {
  return [program.slice(program.lastIndexOf('/') + 1), ...args].join(' ');
}
