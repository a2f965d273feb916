import type { Descriptor } from '../image/descriptor.ts';
import { algorithmOf, Digester } from '../image/digest.ts';
import { parseContentRange } from './content-range.ts';
import { ContentMismatch, RegistryProtocolError, RegistryUnreachable } from './errors.ts';
import { isSilence, isTransient } from './network-error.ts';
import { refusal } from './refusal.ts';
import { type Connection, familiar, get } from './request.ts';
import { backoff, MOST_ATTEMPTS } from './retry.ts';
import type { WireResponse } from './transport.ts';

/** A blob to fetch. */
export interface BlobRequest {
  readonly repository: string;
  readonly descriptor: Pick<Descriptor, 'digest' | 'size'>;
  /** Bytes of it that the caller already has. */
  readonly offset: number;
  readonly signal: AbortSignal;
}

/**
 * The blob's bytes from `offset` to its end, across as many connections as it takes.
 *
 * The size is always checked, while the bytes pass. From offset 0 the digest is too: the stream never ends well unless all of it is
 * right. From any other offset the caller has to hash the whole, because only the caller has its beginning.
 *
 * @throws ContentMismatch, RegistryUnreachable after five broken connections, or one that brought nothing until the time was over, and what `get` and `refusal` give
 * @see distribution-spec spec.md#pulling-blobs
 */
export async function* openBlob(connection: Connection, request: BlobRequest): AsyncGenerator<Buffer, void, undefined> {
  const { digest, size } = request.descriptor;
  const digester = new Digester(algorithmOf(digest));
  let received = request.offset;
  for await (const chunk of resumed(connection, request)) {
    received += chunk.length;
    if (received > size) throw new ContentMismatch(`blob ${digest}`, 'size', size, `at least ${received}`);
    digester.update(chunk);
    yield chunk;
  }
  if (received !== size) throw new ContentMismatch(`blob ${digest}`, 'size', size, received);
  const actual = digester.finish();
  if (request.offset === 0 && actual !== digest) throw new ContentMismatch('blob', 'digest', digest, actual);
}

/** Goes on where a broken connection stopped. A body that ends early, without saying so, counts as broken. */
async function* resumed(connection: Connection, request: BlobRequest): AsyncGenerator<Buffer, void, undefined> {
  const { size } = request.descriptor;
  let position = request.offset;
  let failures = 0;
  let isRangeTrusted = true;
  while (position < size || size === 0) {
    const from = position;
    // What has brought something before it fell silent may do so again.
    const mayGoOn = (error: unknown) => isTransient(error) || (isSilence(error) && position > from);
    try {
      const { response, skip } = await openAt(connection, request, isRangeTrusted ? position : 0, position);
      for await (const chunk of without(response.body, skip)) {
        position += chunk.length;
        yield chunk;
      }
      if (position >= size) return;
      throw new RegistryUnreachable('transfer', response.url, `unexpected EOF after ${position} of ${size} bytes`);
    } catch (error) {
      if (error instanceof RangeBroken && isRangeTrusted) isRangeTrusted = false;
      else if (error instanceof RangeBroken) throw error.problem;
      else if (++failures >= MOST_ATTEMPTS || !mayGoOn(error)) throw error;
      else await connection.delay(backoff(failures), request.signal);
    }
  }
}

/** An answer to a Range request that makes no sense; thrown and caught in this file only. */
class RangeBroken extends Error {
  readonly problem: RegistryProtocolError;

  constructor(problem: RegistryProtocolError) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A response that holds the byte at `position`, and how many of its bytes come before that one. */
async function openAt(
  connection: Connection,
  { repository, descriptor, signal }: BlobRequest,
  from: number,
  position: number,
): Promise<{ response: WireResponse; skip: number }> {
  const path = `/v2/${repository}/blobs/${descriptor.digest}`;
  const headers = from === 0 ? {} : { range: `bytes=${from}-` };
  const response = await get(connection, { repository, path, headers, signal });
  // 200 to a Range request is allowed, and means: all of it, from the beginning. It must never be appended.
  if (response.status === 200) return { response, skip: position };
  if (response.status === 206 && isAsked(response, from, descriptor.size)) return { response, skip: position - from };
  if (response.status === 206 || response.status === 416) {
    await response.body.return();
    const range = response.headers['content-range'] ?? 'none';
    throw new RangeBroken(
      new RegistryProtocolError(response.url, `status ${response.status} with Content-Range ${range.slice(0, 100)}`),
    );
  }
  throw await refusal(response, { repository: familiar(connection, repository) });
}

function isAsked({ headers }: WireResponse, from: number, size: number): boolean {
  const range = parseContentRange(headers['content-range'] ?? '');
  return from !== 0 && range?.first === from && (range.total === undefined || range.total === size);
}

async function* without(body: AsyncIterable<Buffer>, skip: number): AsyncGenerator<Buffer, void, undefined> {
  let left = skip;
  for await (const chunk of body) {
    const kept = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - kept.length;
    if (kept.length > 0) yield kept;
  }
}
