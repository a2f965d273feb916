import { expect, it } from 'vitest';
import { digestOf } from '../../../../engine/image/digest.ts';
import { documentBytes } from '../../../../machines/actors/real/document-bytes.ts';

const document = (bytes: Buffer) =>
  [bytes, { mediaType: 'application/json', digest: digestOf(bytes), size: bytes.length }] as const;

it('shows documents byte for byte, so that anybody can compute their digests', () => {
  const bytes = Buffer.from('\ufeff{ "a":  "ü" }\n');
  const [, { digest }] = document(bytes);
  const shown = documentBytes(document(bytes)).bytes as Record<string, { text: string; size: number }>;
  expect(digestOf(Buffer.from(shown[digest]!.text))).toBe(digest);
  expect(shown[digest]!.size).toBe(bytes.length);
});

it('leaves out what is no text, and what is too long to be read', () => {
  const shown = documentBytes(document(Buffer.from([0xff, 0xfe])), document(Buffer.alloc(300 * 1024, 'x')));
  expect(shown.bytes).toEqual({});
});
