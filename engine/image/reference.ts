import { type Digest, parseDigest } from './digest.ts';
import { InvalidReference } from './errors.ts';
import { printable } from './printable.ts';

/** What people type for an image, spelled out. Made only by `parseReference`. */
export interface Reference {
  /** Host and optional port: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path within the registry: `library/hello-world`. */
  readonly repository: string;
  /** `latest` where neither tag nor digest was written; undefined for a reference by digest alone. */
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

// The grammar of distribution/reference, production by production; its names are kept.
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN_NAME = `${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*`;
const DOMAIN = `(?:${DOMAIN_NAME}|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REMOTE_NAME = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(${DOMAIN})/(${REMOTE_NAME})(?::(${TAG}))?(?:@(${DIGEST}))?$`);

const IDENTIFIER = /^[a-f0-9]{64}$/;
const DOCKER_HUB = 'docker.io';
const LONGEST_REPOSITORY = 255;
/** Far above the longest name, tag and digest together, so that no pattern ever sees megabytes. */
const LONGEST_TEXT = 4096;

/**
 * The text as docker understands it: `hello-world` is `docker.io/library/hello-world:latest`.
 *
 * Agrees with `ParseNormalizedNamed` of distribution/reference, then `TagNameOnly`; narrower in one point: of digests, only sha256 and sha512.
 *
 * @throws InvalidReference with docker's message.
 */
export function parseReference(text: string): Reference {
  if (IDENTIFIER.test(text)) {
    // It would be mistaken for an image ID.
    throw new InvalidReference(text, `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  if (text.length > LONGEST_TEXT) throw new InvalidReference(text);
  const { domain, remainder } = splitDomain(text);
  refuseUpperCase(text, remainder);
  const match = REFERENCE.exec(`${domain}/${remainder}`);
  if (match === null) throw new InvalidReference(text);
  const [, registry, repository, tag, digest] = match as unknown as [string, string, string, string?, string?];
  if (repository.length > LONGEST_REPOSITORY) {
    throw new InvalidReference(
      text,
      `invalid reference format: repository name must not be more than ${LONGEST_REPOSITORY} characters`,
    );
  }
  return {
    registry,
    repository,
    tag: tag ?? (digest === undefined ? 'latest' : undefined),
    digest: digest === undefined ? undefined : referenceDigest(text, digest),
  };
}

/** Everything spelled out: `docker.io/library/hello-world:latest`; `parseReference` gives the same reference back. */
export function formatReference(reference: Reference): string {
  return `${reference.registry}/${reference.repository}${suffix(reference)}`;
}

/** As docker prints it for people: `hello-world:latest`, `localhost:5000/app:1`. */
export function familiarName(reference: Reference): string {
  return familiarRepository(reference) + suffix(reference);
}

/** The repository alone, as docker prints it: `hello-world`, `team/app`, `localhost:5000/app`. */
export function familiarRepository({ registry, repository }: Pick<Reference, 'registry' | 'repository'>): string {
  if (registry !== DOCKER_HUB) return `${registry}/${repository}`;
  return /^library\/[^/]+$/.test(repository) ? repository.slice('library/'.length) : repository;
}

/** The first component is a registry if it could not be a Docker Hub user: it has a dot, a port, a capital, or is `localhost`. */
function splitDomain(text: string): { domain: string; remainder: string } {
  const slash = text.indexOf('/');
  if (slash === -1) return { domain: DOCKER_HUB, remainder: `library/${text}` };
  const first = text.slice(0, slash);
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  const domain = !isDomain || first === 'index.docker.io' ? DOCKER_HUB : first;
  const remainder = isDomain ? text.slice(slash + 1) : text;
  const isOfficial = domain === DOCKER_HUB && !remainder.includes('/');
  return { domain, remainder: isOfficial ? `library/${remainder}` : remainder };
}

function refuseUpperCase(text: string, remainder: string): void {
  const name = remainder.split(':', 1)[0]!;
  if (name.toLowerCase() !== name) {
    throw new InvalidReference(
      text,
      `invalid reference format: repository name (${printable(name, 300)}) must be lowercase`,
    );
  }
}

function referenceDigest(text: string, digest: string): Digest {
  try {
    return parseDigest(digest);
  } catch (cause) {
    throw new InvalidReference(text, `invalid reference format: ${(cause as Error).message}`);
  }
}

function suffix({ tag, digest }: Reference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}
