import { execFile } from 'node:child_process';
import type { Credentials } from './credentials.ts';
import { CredentialsUnreadable } from './errors.ts';
import { parseObject } from './json-object.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const LARGEST_ANSWER = 1024 * 1024;
const HELPER_TIMEOUT_MS = 30_000;
/** A helper's name becomes part of a program's name. */
const HELPER_NAME = /^[A-Za-z0-9_.-]+$/;
/** What a helper answers, as user name, instead of a password. */
const IDENTITY_USER = '<token>';

/**
 * What `docker-credential-<name> get` answers, which reads the registry from its stdin; undefined where it has nothing.
 *
 * @throws CredentialsUnreadable where there is no such program, or it fails; the message holds nothing of what it said
 * @see docker-credential-helpers
 */
export async function askHelper(
  name: string,
  key: string,
  env: Environment,
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
function run(program: string, key: string, env: Environment, signal: AbortSignal): Promise<string | undefined> {
  const options = {
    env,
    signal,
    timeout: HELPER_TIMEOUT_MS,
    maxBuffer: LARGEST_ANSWER,
    killSignal: 'SIGKILL',
  } as const;
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

const helperFailed = (program: string, problem: string) =>
  new CredentialsUnreadable(program, problem, `Try it yourself: echo REGISTRY | ${program} get`);
