import type { Readable } from 'node:stream';
import { chunksOf } from './chunks.ts';
import type { Timeouts } from './dispatchers.ts';

/** A body brought next to nothing for too long. */
export class Stalled extends Error {
  readonly code = 'STALLED';

  /** @param stall how long it was waited for, in milliseconds */
  constructor(stallBytes: number, stall: number) {
    super(`the body has stalled: less than ${stallBytes} bytes within ${stall / 1000} s`);
  }
}

/**
 * The chunks of the body; throws Stalled when it brings less than `stallBytes` in `stall` milliseconds of waiting.
 *
 * A server that sends one byte a second keeps every timer of an HTTP client happy for years. Only the time that is spent waiting
 * counts: a reader who pauses, because a person looks at a step, is not the server's fault.
 */
export async function* unlessStalled(
  body: Readable,
  { stall, stallBytes }: Pick<Timeouts, 'stall' | 'stallBytes'>,
): AsyncGenerator<Buffer, void, undefined> {
  const chunks = chunksOf(body);
  let left = stall;
  let bytes = 0;
  for (;;) {
    const began = performance.now();
    const timer = setTimeout(() => body.destroy(new Stalled(stallBytes, stall)), left);
    const chunk = await chunks.next().finally(() => clearTimeout(timer));
    if (chunk === undefined) return;
    left -= performance.now() - began;
    bytes += chunk.length;
    if (bytes >= stallBytes) [left, bytes] = [stall, 0];
    yield chunk;
  }
}
