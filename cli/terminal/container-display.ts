import type { Display } from '../../machines/actors/real/display.ts';
import type { Input } from '../io.ts';
import { displayOutput, leaveErrorsToSinks, type Sink } from './output-display.ts';

/** The ends of a container's streams on this side. */
export interface ContainerDisplayOptions {
  readonly sinks: { readonly stdout: Sink; readonly stderr: Sink };
  /** What the container reads; undefined without `--interactive`. */
  readonly stdin: Input | undefined;
}

/** Shows a container's output as it comes, and hands it our stdin where it was asked for. */
export function containerDisplay({ sinks, stdin }: ContainerDisplayOptions): Display {
  return {
    attach(container) {
      // Whoever does not read its stdin, or closes it early, does nothing wrong.
      if (container.stdin !== undefined) leaveErrorsToSinks(container.stdin);
    },
    async carry(container) {
      if (container.stdin !== undefined) stdin?.pipe(container.stdin);
      try {
        return await displayOutput(container, sinks);
      } finally {
        if (container.stdin !== undefined) stdin?.unpipe(container.stdin);
        stdin?.pause();
      }
    },
  };
}
