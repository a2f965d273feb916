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

it('shows in base64 what is no text, and leaves out what is too long to be read', () => {
  const small = document(Buffer.from([0xff, 0xfe]));
  const long = [document(Buffer.alloc(300 * 1024, 'x')), document(Buffer.alloc(17 * 1024, 0xff))];
  expect(documentBytes(small, ...long).bytes).toEqual({
    [small[1].digest]: { mediaType: 'application/json', size: 2, base64: '//4=' },
  });
});
