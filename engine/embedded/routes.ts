import { type Digest, parseDigest } from '../image/digest.ts';
import { type Answer, bytesAnswer, errorAnswer, jsonAnswer } from './answer.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { BuiltImage, Content } from './image.ts';
import { pageOf } from './page.ts';
import { parseRange } from './range.ts';

/** What a client asked for, as it came: nothing is decoded, because no valid name needs it. */
export interface Question {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly range: string | undefined;
}

/** One repository, ready to be served. */
export interface Repository extends CatalogueEntry {
  /** The image, built once. */
  image(): Promise<BuiltImage>;
}

/** distribution-spec spec.md#pulling-manifests: what a repository may be called. Anything else (`..`, `%2f`, capitals) is refused. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const LONGEST_NAME = 255;
const ENDPOINT = /^\/v2\/(?<name>.+)\/(?<kind>manifests|blobs|tags)\/(?<item>[^/]+)$/;

/**
 * Answers one request as a read-only registry does. Everything is looked up in tables: no part of the request ever
 * becomes a path on disk.
 *
 * @see distribution-spec spec.md#endpoints
 */
export async function answer(question: Question, repositories: readonly Repository[]): Promise<Answer> {
  if (question.method !== 'GET' && question.method !== 'HEAD') return readOnly();
  const [path = '', search = ''] = question.target.split('?', 2);
  if (path === '/v2/' || path === '/v2') return jsonAnswer(200, {});
  if (path === '/v2/_catalog') return catalogPage(path, search, repositories);
  const { name, kind, item } = ENDPOINT.exec(path)?.groups ?? {};
  if (name === undefined || item === undefined) {
    return errorAnswer(404, 'UNSUPPORTED', 'this registry has no such endpoint');
  }
  if (name.length > LONGEST_NAME || !NAME.test(name)) {
    return errorAnswer(400, 'NAME_INVALID', 'invalid repository name');
  }
  const repository = repositories.find((candidate) => candidate.repository === name);
  if (repository === undefined) return errorAnswer(404, 'NAME_UNKNOWN', 'repository name not known', { name });
  if (kind === 'manifests') return manifest(repository, item);
  if (kind === 'blobs') return blob(repository, item, question);
  return item === 'list' ? tagsPage(path, search, repository) : errorAnswer(404, 'UNSUPPORTED', 'expected tags/list');
}

function readOnly(): Answer {
  const message = 'the embedded registry is read-only: it answers GET and HEAD';
  return errorAnswer(405, 'UNSUPPORTED', message, {}, { Allow: 'GET, HEAD' });
}

function catalogPage(path: string, search: string, repositories: readonly Repository[]): Answer {
  const names = repositories.map(({ repository }) => repository);
  return listAnswer(names, path, search, (page) => ({ repositories: page }));
}

function tagsPage(path: string, search: string, { repository, tags }: Repository): Answer {
  return listAnswer(tags, path, search, (page) => ({ name: repository, tags: page }));
}

function listAnswer(
  names: readonly string[],
  path: string,
  search: string,
  body: (page: readonly string[]) => object,
): Answer {
  const page = pageOf(names, path, new URLSearchParams(search));
  if (page === undefined) return errorAnswer(400, 'PAGINATION_NUMBER_INVALID', 'expected n to be a whole number');
  return jsonAnswer(200, body(page.names), page.link === undefined ? {} : { Link: page.link });
}

/** A manifest by tag or by digest. What is not a valid tag is simply not there. */
async function manifest(repository: Repository, reference: string): Promise<Answer> {
  const { index, manifests } = await repository.image();
  const digest = repository.tags.includes(reference) ? index.digest : digestIn(reference);
  const content = digest && manifests.get(digest);
  if (!digest || !content) return errorAnswer(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { reference });
  return bytesAnswer(200, content.bytes, { ...contentHeaders(digest), 'Content-Type': content.mediaType });
}

async function blob(repository: Repository, name: string, { method, range }: Question): Promise<Answer> {
  const digest = digestIn(name);
  if (digest === undefined) return errorAnswer(400, 'DIGEST_INVALID', 'expected sha256: and 64 lower-case hex digits');
  const content = (await repository.image()).blobs.get(digest);
  if (content === undefined) return errorAnswer(404, 'BLOB_UNKNOWN', 'blob unknown to repository', { digest });
  // RFC 9110 section 14.2: Range means something for GET only.
  return blobBytes(digest, content, method === 'GET' ? range : undefined);
}

function blobBytes(digest: Digest, { bytes }: Content, header: string | undefined): Answer {
  const headers = { ...contentHeaders(digest), 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes' };
  const range = parseRange(header, bytes.length);
  if (range === undefined) return bytesAnswer(200, bytes, headers);
  if (range === 'unsatisfiable') {
    const size = { 'Content-Range': `bytes */${bytes.length}` };
    return errorAnswer(416, 'SIZE_INVALID', 'the range begins behind the end of the blob', { digest }, size);
  }
  const part = bytes.subarray(range.first, range.last + 1);
  return bytesAnswer(206, part, {
    ...headers,
    'Content-Range': `bytes ${range.first}-${range.last}/${bytes.length}`,
  });
}

function contentHeaders(digest: Digest): Record<string, string> {
  return { 'Docker-Content-Digest': digest, ETag: `"${digest}"` };
}

function digestIn(text: string): Digest | undefined {
  try {
    return parseDigest(text);
  } catch {
    return undefined;
  }
}
