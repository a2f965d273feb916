import { join } from 'node:path';
import type { Descriptor } from '../image/descriptor.ts';
import { algorithmOf, type Digest, Digester } from '../image/digest.ts';
import { readIfThere } from '../read-if-there.ts';
import type { RegistryClient } from './client.ts';
import { ContentMismatch } from './errors.ts';
import { parseObject } from './json-object.ts';

/** Where docker's daemon is told of mirrors, the one of the whole machine and the one of a person. */
export function mirrorPlaces(home: string): string[] {
  return [join(home, '.config', 'docker', 'daemon.json'), '/etc/docker/daemon.json'];
}

/**
 * The mirrors of Docker Hub that docker's daemon is told to ask first: `registry-mirrors` of the first file that has any. What is
 * not a plain address of a host is passed over, as it is the daemon's business to complain.
 */
export function storedMirrors(places: readonly string[]): URL[] {
  for (const place of places) {
    const mirrors = parseObject<{ 'registry-mirrors'?: unknown }>(readIfThere(place))?.['registry-mirrors'];
    if (Array.isArray(mirrors) && mirrors.length > 0) return mirrors.flatMap((mirror) => mirrorUrl(mirror) ?? []);
  }
  return [];
}

/**
 * A registry, and those that keep copies of what it has, in one: each is asked in its turn until one has what is wanted. A mirror that
 * fails is not asked again; the registry itself comes last, and its failure is that of all.
 */
export function withMirrors(mirrors: readonly RegistryClient[], registry: RegistryClient): RegistryClient {
  const clients = [...mirrors, registry];
  let current = 0;
  /**
   * Turns to the client behind the one that has failed. Layers are fetched side by side: another one may have done so already.
   *
   * @throws the error where there is none behind it, or the signal's reason
   */
  const turnFrom = (failed: number, error: unknown, signal: AbortSignal) => {
    signal.throwIfAborted();
    if (failed === clients.length - 1) throw error;
    current = Math.max(current, failed + 1);
  };
  const untilOneDoes = async <Result>(signal: AbortSignal, attempt: (client: RegistryClient) => Promise<Result>) => {
    for (;;) {
      const asked = current;
      try {
        return await attempt(clients[asked]!);
      } catch (error) {
        turnFrom(asked, error, signal);
      }
    }
  };
  return {
    get origin() {
      return clients[current]!.origin;
    },
    contact: (repository, signal) => untilOneDoes(signal, (client) => client.contact(repository, signal)),
    async authorize(challenge, repository, signal) {
      const asked = current;
      // Another that comes after it knows how to answer its own challenge.
      const attempt = clients[asked]!.authorize(challenge, repository, signal);
      await attempt.catch((error: unknown) => turnFrom(asked, error, signal));
    },
    fetchManifest: (repository, target, signal) =>
      untilOneDoes(signal, (client) => client.fetchManifest(repository, target, signal)),
    async *openBlob(repository, descriptor, { offset = 0, signal }) {
      const check = new BlobCheck(descriptor, offset);
      for (let isOver = false; !isOver; ) {
        const asked = current;
        try {
          const rest = clients[asked]!.openBlob(repository, descriptor, { offset: check.received, signal });
          for await (const chunk of rest) yield check.pass(chunk);
          isOver = true;
        } catch (error) {
          turnFrom(asked, error, signal);
        }
      }
      check.finish();
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

/** What came from several is checked once more as a whole: each of them could answer for its own part only. */
class BlobCheck {
  readonly #digest: Digest;
  readonly #digester: Digester | undefined;
  /** Bytes of the blob that are there. */
  received: number;

  constructor({ digest }: Descriptor, offset: number) {
    this.#digest = digest;
    // Who has the beginning already checks the whole.
    this.#digester = offset === 0 ? new Digester(algorithmOf(digest)) : undefined;
    this.received = offset;
  }

  pass(chunk: Buffer): Buffer {
    this.received += chunk.length;
    this.#digester?.update(chunk);
    return chunk;
  }

  finish(): void {
    const actual = this.#digester?.finish() ?? this.#digest;
    if (actual !== this.#digest) throw new ContentMismatch('blob', 'digest', this.#digest, actual);
  }
}

function mirrorUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.pathname === '/' && `${url.search}${url.hash}${url.username}${url.password}` === '';
  return isPlain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined;
}
