import type { MadeContainer } from '../engine/runtime/container.ts';
import { hearSignal, markStoppedByHand } from '../engine/stopped-by-hand.ts';
import type { ContainerState } from '../engine/store/container-state.ts';
import type { Recipient } from './signal-forwarding.ts';

/**
 * Who is told of the signals of a person: the container, of which it is put down where somebody wants it to stop, so that
 * it is not started again by itself.
 *
 * @param stateOf its record
 */
export function heardByHand(container: MadeContainer, stateOf: () => ContainerState | undefined): Recipient {
  const { stopTimeout, exited } = container;
  const mark = (put: (state: ContainerState) => void) => {
    const state = stateOf();
    if (state !== undefined) put(state);
  };
  return {
    stopTimeout,
    exited,
    kill(signal) {
      mark((state) => hearSignal(state, signal));
      container.kill(signal);
    },
    stop() {
      mark(markStoppedByHand);
      return container.stop();
    },
  };
}
