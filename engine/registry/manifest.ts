import type { Descriptor } from '../image/descriptor.ts';
import { algorithmOf, digestOf, isDigest, parseDigest } from '../image/digest.ts';
import { DOCUMENT_LIMIT } from '../image/json-text.ts';
import { DOCKER_INDEX, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../image/media-type.ts';
import { familiarName } from '../image/reference.ts';
import { readWhole } from './body.ts';
import { ContentMismatch, RegistryProtocolError } from './errors.ts';
import { refusal } from './refusal.ts';
import { type Connection, familiar, get } from './request.ts';
import type { WireResponse } from './transport.ts';

/** A manifest or an index: what it is, and its bytes as the registry sent them. */
export interface FetchedManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
}

const ACCEPT = [OCI_INDEX, OCI_MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST].join(', ');
const IS_DIGEST = /^[a-z0-9]+:/;

/**
 * What a tag, a digest or a descriptor stands for. Asked by digest or descriptor, the bytes are checked against it; in any case they
 * have to be what Docker-Content-Digest says.
 *
 * @throws ManifestUnknown, ContentMismatch, PullAccessDenied, RateLimited, ResponseTooLarge, and what `get` throws
 * @see distribution-spec spec.md#pulling-manifests
 */
export async function fetchManifest(
  connection: Connection,
  repository: string,
  target: string | Descriptor,
  signal: AbortSignal,
): Promise<FetchedManifest> {
  const name = typeof target === 'string' ? target : target.digest;
  const path = `/v2/${repository}/manifests/${name}`;
  const response = await get(connection, { repository, path, headers: { accept: ACCEPT }, signal });
  if (response.status !== 200) {
    throw await refusal(response, {
      repository: familiar(connection, repository),
      image: imageName(connection, repository, name),
    });
  }
  const bytes = await readWhole(response, DOCUMENT_LIMIT);
  const expected = typeof target === 'string' ? wanted(name) : target;
  const digest = digestOf(bytes, expected.digest && algorithmOf(expected.digest));
  const descriptor = { mediaType: contentType(response), digest, size: bytes.length };
  refuseMismatch(descriptor, expected);
  refuseFalseAnnouncement(response, bytes);
  return { descriptor, bytes };
}

function imageName({ registry }: Connection, repository: string, name: string): string {
  if (IS_DIGEST.test(name)) return familiarName({ registry, repository, tag: undefined, digest: parseDigest(name) });
  return familiarName({ registry, repository, tag: name, digest: undefined });
}

/** What was asked for, as far as its name tells. */
function wanted(name: string): Partial<Descriptor> {
  return IS_DIGEST.test(name) ? { digest: parseDigest(name) } : {};
}

/** What the registry says it sends has to be what it sends; a digest of an algorithm that nobody uses says nothing. */
function refuseFalseAnnouncement({ headers }: WireResponse, bytes: Buffer): void {
  const announced = headers['docker-content-digest'];
  if (!isDigest(announced)) return;
  const actual = digestOf(bytes, algorithmOf(announced));
  if (actual !== announced) throw new ContentMismatch('manifest', 'digest', announced, actual);
}

function refuseMismatch(actual: Descriptor, expected: Partial<Descriptor>): void {
  for (const [aspect, key] of [
    ['size', 'size'],
    ['digest', 'digest'],
    ['media type', 'mediaType'],
  ] as const) {
    const promised = expected[key];
    if (promised !== undefined && promised !== actual[key])
      throw new ContentMismatch('manifest', aspect, promised, actual[key]);
  }
}

function contentType({ headers, url }: WireResponse): string {
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity')
    throw new RegistryProtocolError(url, `unexpected Content-Encoding ${coding.slice(0, 100)}`);
  const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type === '') throw new RegistryProtocolError(url, 'a manifest without Content-Type');
  if (type === 'text/html') throw new RegistryProtocolError(url, 'a page of HTML came in the place of a manifest');
  return type;
}
