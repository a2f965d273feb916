import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** No name, no time, no system: the same content is the same bytes everywhere. @see RFC 1952 section 2.3 */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const TRAILER_LENGTH = 8;

/** The content of a file of gzip members. */
export interface Unpacked {
  readonly content: Buffer;
  /** False where the last member ends too early. */
  readonly isWhole: boolean;
}

/** One gzip member: a file is as many of them as there were writes, so that it can be read wherever it ends. */
export function packMember(content: Buffer): Buffer {
  const trailer = Buffer.alloc(TRAILER_LENGTH);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([HEADER, deflateRawSync(content), trailer]);
}

/**
 * The content of all members; of the last one, as much as there is.
 *
 * Read by ourselves, since gunzip passes over what stands behind the last member and over fields of the header that say
 * nothing: in a file that must not be changed, nothing may be passed over.
 *
 * @param limit the most bytes that the content may have
 * @returns undefined where the bytes are no such members, `'too large'` beyond the limit
 */
export function unpackMembers(packed: Buffer, limit: number): Unpacked | 'too large' | undefined {
  const contents: Buffer[] = [];
  let size = 0;
  for (let at = 0; at < packed.length; ) {
    const member = packed.subarray(at);
    const header = member.subarray(0, HEADER.length);
    if (!header.equals(HEADER.subarray(0, header.length))) return undefined;
    const inflated = inflate(member.subarray(HEADER.length), limit - size);
    if (typeof inflated !== 'object') return inflated;
    contents.push(inflated.content);
    size += inflated.content.length;
    if (!inflated.isWhole) return { content: Buffer.concat(contents), isWhole: false };
    at += HEADER.length + inflated.length;
  }
  return { content: Buffer.concat(contents), isWhole: true };
}

/** One member without its header; `length` counts its trailer. */
function inflate(bytes: Buffer, limit: number): (Unpacked & { length: number }) | 'too large' | undefined {
  let result: { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    // A stream that ends too early gives what it has, in place of an error.
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(1, limit), info: true };
    result = inflateRawSync(bytes, options) as unknown as typeof result;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : undefined;
  }
  const { buffer: content, engine } = result;
  const trailer = bytes.subarray(engine.bytesWritten, engine.bytesWritten + TRAILER_LENGTH);
  const length = engine.bytesWritten + TRAILER_LENGTH;
  if (trailer.length < TRAILER_LENGTH) return { content, isWhole: false, length };
  const isRight = trailer.readUInt32LE(0) === crc32(content) && trailer.readUInt32LE(4) === content.length;
  return isRight ? { content, isWhole: true, length } : undefined;
}
