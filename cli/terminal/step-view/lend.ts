import { spawn } from 'node:child_process';
import type { Output } from '../../io.ts';
import type { ShellPlan } from '../stop-deeds.ts';
import { wrap } from './text.ts';

/** Somebody else who has the terminal for a while. */
export interface Loan {
  /** Ends it from outside. */
  end(): void;
}

/**
 * Starts a shell on the terminal, which nobody else may use meanwhile.
 *
 * @param onBack called when the shell has ended, with a sentence about it
 */
export function lend(
  { command: [program, ...args], env, introduction }: ShellPlan,
  terminal: Output,
  onBack: (message: string) => void,
): Loan {
  const width = (terminal.columns || 80) - 1;
  terminal.write(`\n${introduction.flatMap((line) => wrap(line, width)).join('\n')}\n\n`);
  // Stdout may lead into a file that is the container's: the shell talks on the terminal.
  const shell = spawn(program, args, { stdio: ['inherit', 2, 2], env: { ...env } });
  // What the terminal sends is for the shell, which takes Ctrl-\ for nothing; we would end.
  const ignore = () => {};
  process.on('SIGQUIT', ignore);
  const back = (message: string) => {
    process.off('SIGQUIT', ignore);
    onBack(message);
  };
  const tools = 'It needs nsenter, unshare and script, of util-linux.';
  shell.once('error', (error) => back(`No shell: ${error.message}. ${tools}`));
  shell.once('exit', () => back('Back from the shell: the run stands where it stood.'));
  return { end: () => shell.kill() };
}
