import type { ProcessOptions } from '../../machines/actors/contract.ts';
import { NotATerminal } from '../errors.ts';
import type { Io } from '../io.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Whether the container gets a terminal, and how large it is at the start: as large as ours, where ours has a size.
 *
 * @throws NotATerminal where somebody is to type on it who has no keyboard; stdin is looked at for that alone
 */
export function terminalOptions(
  {
    tty,
    interactive,
    detach,
    attach = [],
  }: Pick<RunOptions, 'tty' | 'interactive' | 'detach'> & Partial<Pick<RunOptions, 'attach'>>,
  io: Pick<Io, 'stdin' | 'stdout'>,
): Pick<ProcessOptions, 'tty' | 'consoleSize'> {
  if (!tty) return { tty: false };
  const isTypedOn = interactive || attach.some((name) => name.toLowerCase() === 'stdin');
  if (isTypedOn && !detach && !io.stdin.isTTY) throw new NotATerminal();
  const { isTTY, rows, columns } = io.stdout;
  return { tty: true, consoleSize: isTTY && rows && columns ? { height: rows, width: columns } : undefined };
}
