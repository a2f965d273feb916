import { ResponseTooLarge } from './errors.ts';
import type { WireResponse } from './transport.ts';

/** What is read of the body of an error or a redirect. */
const ERROR_LIMIT = 64 * 1024;

/**
 * The whole body, as it was on the wire.
 *
 * @throws ResponseTooLarge as soon as there are more bytes than the limit; the rest is not fetched.
 */
export async function readWhole({ url, body }: WireResponse, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) throw new ResponseTooLarge(url, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** The beginning of the body, for a message; empty where even that cannot be read. */
export async function readBeginning(response: WireResponse): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= ERROR_LIMIT) break;
    }
  } catch {
    // The status already says that this failed; what came of the body has to do.
  }
  return Buffer.concat(chunks).toString('utf8', 0, ERROR_LIMIT);
}

/** Lets go of an answer whose body nobody wants; a short one is read, so that its socket can be used again. */
export async function discard(response: WireResponse): Promise<void> {
  await readBeginning(response);
}
