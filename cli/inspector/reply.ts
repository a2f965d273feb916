import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Refusal } from './gate.ts';

/** What is sent back: a refusal, or a body of some type. */
export type Reply = Refusal | { readonly type: string; readonly body: string | Buffer };

export const json = (value: unknown): Reply => ({ type: 'application/json', body: JSON.stringify(value) });

export const refused = (status: Refusal['status'], reason: string): Reply => ({ status, reason });

/** Smaller bodies would not become smaller. */
const WORTH_PACKING = 1024;

/** Answers, packed where the other side can unpack it. */
export function sendReply(response: ServerResponse, reply: Reply, acceptEncoding = ''): void {
  if ('reason' in reply) {
    // Whatever else a refused request brings is not read.
    response.setHeader('connection', 'close');
    response.writeHead(reply.status, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${reply.reason}\n`);
    return;
  }
  const isText = typeof reply.body === 'string';
  response.setHeader('content-type', isText ? `${reply.type}; charset=utf-8` : reply.type);
  const isPacked = isText && reply.body.length >= WORTH_PACKING && /\bgzip\b/.test(acceptEncoding);
  if (isPacked) response.setHeader('content-encoding', 'gzip');
  response.writeHead(200);
  if (isPacked)
    void packed(reply.body as string).then(
      (bytes) => response.end(bytes),
      () => response.destroy(),
    );
  else response.end(reply.body);
}

/** The page, and a large document, are the same for everybody who asks: packed once, while they are asked for. */
const packings = new Map<string, Promise<Buffer>>();
const MOST_PACKINGS = 16;

function packed(body: string): Promise<Buffer> {
  const packing = packings.get(body) ?? promisify(gzip)(body);
  // The one that was asked for last goes last.
  packings.delete(body);
  packings.set(body, packing);
  const [oldest] = packings.keys();
  if (packings.size > MOST_PACKINGS) packings.delete(oldest!);
  return packing;
}
