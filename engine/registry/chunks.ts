import { finished, type Readable } from 'node:stream';

/** Bytes that may wait for the reader before the sender is told to pause. */
const MOST_WAITING = 1024 * 1024;

/** The chunks of a body, one at a time. */
export interface Chunks {
  /** The next one; undefined at the end. @throws what the body failed with */
  next(): Promise<Buffer | undefined>;
}

/**
 * The chunks as they came from the network. Node's own iterator joins all that wait into one, and for each 50 MB that are fetched it
 * copies 50 MB into memory that is new, which takes longer than fetching them.
 */
export function chunksOf(body: Readable): Chunks {
  const waiting: Buffer[] = [];
  let bytes = 0;
  let outcome: { readonly error: Error | null | undefined } | undefined;
  let wake = () => {};
  finished(body, { writable: false }, (error) => {
    outcome = { error };
    wake();
  });
  body.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_WAITING) body.pause();
    wake();
  });
  return {
    async next() {
      while (waiting.length === 0 && outcome === undefined) await new Promise<void>((resolve) => (wake = resolve));
      const chunk = waiting.shift();
      if (chunk === undefined && outcome?.error) throw outcome.error;
      bytes -= chunk?.length ?? 0;
      if (bytes === 0 && body.isPaused()) body.resume();
      return chunk;
    },
  };
}
