import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CredentialsUnreadable } from './errors.ts';

/** Who a person is to a registry. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, as `docker login` keeps it for some registries. */
  | { readonly kind: 'identityToken'; readonly token: string };

/** Finds what is stored for a registry (`docker.io`, `localhost:5000`), and for that one only; undefined where there is nothing. */
export type CredentialSource = (registry: string, signal: AbortSignal) => Promise<Credentials | undefined>;

export interface CredentialsPlaces {
  /** The environment: DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, PATH are read. */
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
const HELPER_TIMEOUT_MS = 30_000;
/** The name under which docker files Docker Hub since before it had a name. */
const HUB_KEY = 'https://index.docker.io/v1/';
/** A helper's name becomes part of a program's name. */
const HELPER_NAME = /^[A-Za-z0-9_.-]+$/;
/** What a helper answers, as user name, instead of a password. */
const IDENTITY_USER = '<token>';

/**
 * The credentials that `docker login` or `podman login` has stored: docker's config.json first, then podman's auth.json. For each
 * file a helper for the registry goes before the common helper, and that before `auths`, as with docker. Files are only read.
 *
 * @throws CredentialsUnreadable (from the source) where a file or a helper is broken; the message holds no secret.
 */
export function storedCredentials(places: CredentialsPlaces): CredentialSource {
  return async (registry, signal) => {
    for (const path of authFiles(places)) {
      const file = await readAuthFile(path);
      const found = file === undefined ? undefined : await lookUp(file, path, registry, places, signal);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function authFiles({ env, home }: CredentialsPlaces): string[] {
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
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

async function lookUp(
  file: AuthFile,
  path: string,
  registry: string,
  places: CredentialsPlaces,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const keys = registry === 'docker.io' ? [HUB_KEY, 'docker.io', 'index.docker.io'] : [registry, `https://${registry}`];
  for (const key of keys) {
    const helper = ownValue(file.credHelpers, key);
    if (typeof helper === 'string') return askHelper(helper, key, places, signal);
  }
  if (typeof file.credsStore === 'string' && file.credsStore !== '') {
    const found = await askHelper(file.credsStore, keys[0]!, places, signal);
    if (found !== undefined) return found;
  }
  const entry = keys.map((key) => ownValue(file.auths, key)).find((value) => value !== undefined);
  return entry === undefined ? undefined : readEntry(entry, path);
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

/** Runs `docker-credential-<name> get`, which reads the registry from its stdin. @see docker-credential-helpers */
async function askHelper(
  name: string,
  key: string,
  { env }: CredentialsPlaces,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  if (!HELPER_NAME.test(name))
    throw new CredentialsUnreadable(program, 'not a name of a helper', 'Check docker’s config.json.');
  const output = await run(program, key, env, signal);
  if (output === undefined) return undefined;
  const answer = parseObject<{ Username?: unknown; Secret?: unknown }>(output);
  const { Username: username, Secret: secret } = answer ?? {};
  if (typeof username !== 'string' || typeof secret !== 'string')
    throw helperFailed(program, 'it answered no credentials');
  if (secret === '') return undefined;
  return username === IDENTITY_USER
    ? { kind: 'identityToken', token: secret }
    : { kind: 'password', username, password: secret };
}

/** The helper's stdout; undefined where it says that it has nothing. */
function run(
  program: string,
  key: string,
  env: CredentialsPlaces['env'],
  signal: AbortSignal,
): Promise<string | undefined> {
  const options = { env, signal, timeout: HELPER_TIMEOUT_MS, maxBuffer: LARGEST_FILE, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, ['get'], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (signal.aborted) reject(signal.reason);
      else if (stdout.includes('credentials not found')) resolve(undefined);
      else
        reject(
          helperFailed(
            program,
            error.killed ? 'it did not answer in time' : `it failed (${error.code ?? error.signal})`,
          ),
        );
    });
    // A helper that is missing or does not read leaves a broken pipe; the callback above tells.
    child.stdin?.on('error', () => {});
    child.stdin?.end(key);
  });
}

function parseObject<T extends object>(text: string): T | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
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

const helperFailed = (program: string, problem: string) =>
  new CredentialsUnreadable(program, problem, `Try it yourself: echo REGISTRY | ${program} get`);
