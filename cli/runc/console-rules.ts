import { UsageMistake } from './errors.ts';

/** Who takes the terminal: somebody behind a socket where the command does not stay, and nobody else. @throws UsageMistake */
export function requireConsole(wanted: {
  readonly isTerminal: boolean;
  readonly isDetached: boolean;
  readonly socket: unknown;
}): void {
  const { isTerminal, isDetached, socket } = wanted;
  if (isDetached && isTerminal && socket === undefined)
    throw new UsageMistake('cannot allocate tty if it will detach without setting console socket');
  if ((!isDetached || !isTerminal) && socket !== undefined)
    throw new UsageMistake('cannot use console socket if it will not detach or allocate tty');
}
