import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askHelper } from './credential-helper.ts';
import { CredentialsUnreadable } from './errors.ts';
import { parseObject } from './json-object.ts';

/** Who a person is to a registry. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, as `docker login` keeps it for some registries. */
  | { readonly kind: 'identityToken'; readonly token: string };

/** Finds what is stored for a registry (`docker.io`, `localhost:5000`), and for that one only; undefined where there is nothing. */
export type CredentialSource = (
  registry: string,
  repository: string,
  signal: AbortSignal,
) => Promise<Credentials | undefined>;

export interface CredentialsPlaces {
  /** The environment: DOCKER_AUTH_CONFIG, DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, PATH are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The parts of config.json that are about logging in. Values are `unknown`: people edit this file. */
interface AuthFile {
  readonly auths?: unknown;
  readonly credHelpers?: unknown;
  readonly credsStore?: unknown;
}

const LARGEST_FILE = 1024 * 1024;
/** The name under which docker files Docker Hub since before it had a name. */
const HUB_KEY = 'https://index.docker.io/v1/';

/**
 * The credentials that `docker login` or `podman login` has stored: first what the environment names for this very command
 * (DOCKER_AUTH_CONFIG, REGISTRY_AUTH_FILE), then docker's config.json, then podman's auth.json. For each file a helper for the
 * registry goes before the common helper, and that before `auths`, as with docker. Files are only read.
 *
 * @throws CredentialsUnreadable (from the source) where a file or a helper is broken; the message holds no secret.
 */
export function storedCredentials(places: CredentialsPlaces): CredentialSource {
  return async (registry, repository, signal) => {
    const wanted = { registry, repository, places, signal };
    const inEnvironment = authsIn(places.env.DOCKER_AUTH_CONFIG);
    const found = inEnvironment && readAuths(inEnvironment, 'DOCKER_AUTH_CONFIG', wanted);
    if (found !== undefined) return found;
    for (const path of authFiles(places)) {
      const file = await readAuthFile(path);
      const stored = file === undefined ? undefined : await lookUp(file, path, wanted);
      if (stored !== undefined) return stored;
    }
    return undefined;
  };
}

/** What is looked for, and where. */
interface Wanted {
  readonly registry: string;
  readonly repository: string;
  readonly places: CredentialsPlaces;
  readonly signal: AbortSignal;
}

/** A variable that holds the text of a config.json: what the runners of some CI services are given. */
function authsIn(text: string | undefined): AuthFile | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  return parseObject(text) ?? fail(unreadable('DOCKER_AUTH_CONFIG'));
}

function authFiles({ env, home }: CredentialsPlaces): string[] {
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
    join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    join(home, '.config', 'containers', 'auth.json'),
  ];
}

async function readAuthFile(path: string): Promise<AuthFile | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new CredentialsUnreadable(path, `cannot read it (${error.code})`, `Check the permissions of ${path}.`);
  });
  if (bytes === undefined) return undefined;
  if (bytes.length > LARGEST_FILE) throw unreadable(path);
  return parseObject(bytes.toString('utf8')) ?? fail(unreadable(path));
}

async function lookUp(file: AuthFile, path: string, wanted: Wanted): Promise<Credentials | undefined> {
  const { registry, places, signal } = wanted;
  const keys = keysOf(registry);
  for (const key of keys) {
    const helper = ownValue(file.credHelpers, key);
    if (typeof helper === 'string') return askHelper(helper, key, places.env, signal);
  }
  if (typeof file.credsStore === 'string' && file.credsStore !== '') {
    const found = await askHelper(file.credsStore, keys[0]!, places.env, signal);
    if (found !== undefined) return found;
  }
  return readAuths(file, path, wanted);
}

function keysOf(registry: string): string[] {
  return registry === 'docker.io' ? [HUB_KEY, 'docker.io', 'index.docker.io'] : [registry, `https://${registry}`];
}

/**
 * What `auths` has: podman may have stored it for a part of the registry only (`quay.io/team`), docker in former times for an address
 * of its programming interface (`https://quay.io/v1/`).
 */
function readAuths({ auths }: AuthFile, path: string, { registry, repository }: Wanted): Credentials | undefined {
  const parts = repository.split('/');
  const namespaces = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
  const known = [...namespaces, ...keysOf(registry)].find((key) => ownValue(auths, key) !== undefined);
  const key = known ?? Object.keys(auths ?? {}).find((other) => hostOfAddress(other) === registry);
  return key === undefined ? undefined : readEntry(ownValue(auths, key), path);
}

/** The host in `https://host/v2/` or `host/v1/`; undefined for what is no such address. */
function hostOfAddress(key: string): string | undefined {
  return /^(?:https?:\/\/)?([^/]+)(?:\/|\/v[12]\/?)?$/.exec(key)?.[1];
}

/** One entry of `auths`: `auth` is base64 of `user:password`; an identity token goes before it. */
function readEntry(entry: unknown, path: string): Credentials | undefined {
  const token = ownValue(entry, 'identitytoken');
  if (typeof token === 'string' && token !== '') return { kind: 'identityToken', token };
  const auth = ownValue(entry, 'auth');
  if (typeof auth !== 'string' || auth === '') return undefined;
  const pair = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  if (colon < 1) throw unreadable(path);
  return { kind: 'password', username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function ownValue(object: unknown, key: string): unknown {
  const isObject = typeof object === 'object' && object !== null;
  return isObject && Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

function fail(error: Error): never {
  throw error;
}

const unreadable = (path: string) =>
  new CredentialsUnreadable(
    path,
    'it is not as docker login writes it',
    `Repair ${path}, or log in again: docker login.`,
  );
