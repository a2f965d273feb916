import type { ProcessOptions } from '../../machines/actors/contract.ts';
import { NotATerminal } from '../errors.ts';
import type { Io } from '../io.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Whether the container gets a terminal, and how large it is at the start: as large as ours, where ours has a size.
 *
 * @throws NotATerminal where somebody is to type on it who has no keyboard
 */
export function terminalOptions(
  { tty, interactive, detach }: Pick<RunOptions, 'tty' | 'interactive' | 'detach'>,
  { stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>,
): Pick<ProcessOptions, 'tty' | 'consoleSize'> {
  if (!tty) return { tty: false };
  if (interactive && !detach && !stdin.isTTY) throw new NotATerminal();
  const { isTTY, rows, columns } = stdout;
  return { tty: true, consoleSize: isTTY && rows && columns ? { height: rows, width: columns } : undefined };
}
