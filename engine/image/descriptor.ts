import { type Digest, isDigestOf, parseDigest } from './digest.ts';
import { type Field, withoutUndefined } from './field.ts';
import { type Platform, readPlatform } from './platform.ts';

/** A promise about bytes that are somewhere else: what they are, their name, their length in bytes. @see image-spec descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Length of the content in bytes. */
  readonly size: number;
  /** Only in the entries of an index. */
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The annotation that names an image in the index of a layout: its tag, or its full name. @see image-spec annotations.md */
export const REF_NAME = 'org.opencontainers.image.ref.name';

/**
 * The descriptor at this place of a document. `urls` is left behind: learn-run fetches nothing from where an image says.
 *
 * @throws InvalidDocument, also where an embedded `data` is not what the digest and the size promise.
 */
export function readDescriptor(field: Field): Descriptor {
  const descriptor: Descriptor = withoutUndefined({
    mediaType: field.get('mediaType').string(),
    digest: readDigest(field.get('digest')),
    size: field.get('size').count(),
    platform: field.get('platform').optional(readPlatform),
    annotations: field.get('annotations').optional(readStrings),
  });
  field.get('data').optional((data) => refuseFalseData(data, descriptor));
  return descriptor;
}

/** @throws InvalidDocument where it is no digest. */
export function readDigest(field: Field): Digest {
  try {
    return parseDigest(field.value);
  } catch {
    return field.refuse('sha256: and 64 lower-case hex digits (or sha512: and 128)');
  }
}

/** @throws InvalidDocument where it is no object of strings. */
export function readStrings(field: Field): Record<string, string> {
  return field.map((value) => value.string());
}

function refuseFalseData(data: Field, { digest, size }: Descriptor): void {
  const bytes = Buffer.from(data.string(), 'base64');
  if (bytes.length !== size || !isDigestOf(digest, bytes))
    data.refuse(`${size} bytes in base64 with the digest ${digest}`);
}
