import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSignal } from './runtime/signals.ts';
import type { ContainerState } from './store/container-state.ts';
import { codeOf } from './syscall/error-code.ts';

/**
 * A file, and no field of the record: it is made while somebody else may write that, and then neither is lost. Whoever
 * waits for the container hears of it, too.
 */
const pathIn = (bundle: string) => join(bundle, 'stopped-by-hand');

const SIGKILL = 9;

/** Says of a container that a person wants it to stop: whatever its policy, it is not started again by itself. */
export function markStoppedByHand({ bundle, manner }: ContainerState): void {
  if (manner?.restart === undefined) return;
  try {
    writeFileSync(pathIn(bundle), '', { mode: 0o600 });
  } catch (error) {
    // It was removed at this moment: nobody starts that again.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

export const isStoppedByHand = ({ bundle }: Pick<ContainerState, 'bundle'>): boolean => existsSync(pathIn(bundle));

/** A person has started it: from here on it is as if it had never been stopped. */
export const forgetStop = ({ bundle }: ContainerState): void => rmSync(pathIn(bundle), { force: true });

/** Says the same where this signal is a wish that it stops, of a person who sends it. */
export function hearSignal(state: ContainerState, signal: number | NodeJS.Signals): void {
  if (asksToStop(state, signal)) markStoppedByHand(state);
}

/**
 * Whether who sends this signal wants the container to stop. As docker has it: any signal, but where one is set to stop
 * the container that one alone, and SIGKILL; for `unless-stopped` any again.
 */
export function asksToStop({ manner }: ContainerState, signal: number | NodeJS.Signals): boolean {
  const { stopSignal = '', restart } = manner ?? {};
  const number = parseSignal(String(signal));
  const isTheOne = stopSignal === '' || parseSignal(stopSignal) === number;
  return isTheOne || number === SIGKILL || restart?.name === 'unless-stopped';
}
