import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
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
  response.end(isPacked ? packed(reply.body as string) : reply.body);
}

/** The page is the same for everybody who opens it: packed once. */
const packings = new Map<string, Buffer>();
const MOST_PACKINGS = 8;

function packed(body: string): Buffer {
  const known = packings.get(body);
  if (known !== undefined) return known;
  const fresh = gzipSync(body);
  if (packings.size < MOST_PACKINGS) packings.set(body, fresh);
  return fresh;
}
