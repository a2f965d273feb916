import { familiarRepository } from '../image/reference.ts';
import { type Challenge, chooseChallenge } from './challenge.ts';
import type { CredentialSource, Credentials } from './credentials.ts';
import { PullAccessDenied } from './errors.ts';
import type { Delay } from './retry.ts';
import { basic, fetchToken } from './token.ts';
import type { Transport } from './transport.ts';

/** The Authorization headers that one registry has earned, by repository. They never leave this folder. */
export interface Authorization {
  /** The header to send; undefined where none was asked for yet. */
  headerFor(repository: string): string | undefined;
  /**
   * Answers a WWW-Authenticate header.
   *
   * @throws PullAccessDenied where it cannot be answered; what `fetchToken` throws.
   */
  answer(challenge: string, repository: string, signal: AbortSignal): Promise<void>;
}

export interface AuthorizationOptions {
  /** The registry as images name it: `docker.io`. */
  readonly registry: string;
  readonly origin: URL;
  readonly transport: Transport;
  readonly credentials: CredentialSource;
  readonly delay: Delay;
}

export function openAuthorization(options: AuthorizationOptions): Authorization {
  const headers = new Map<string, string>();
  return {
    headerFor: (repository) => headers.get(repository),
    async answer(text, repository, signal) {
      const challenge = chooseChallenge(text);
      const familiar = familiarRepository({ registry: options.registry, repository });
      if (challenge === undefined)
        throw new PullAccessDenied(familiar, 'the registry asks for an unknown kind of login');
      const credentials = await options.credentials(options.registry, repository, signal);
      headers.set(repository, await headerOf(challenge, credentials, repository, familiar, options, signal));
    },
  };
}

async function headerOf(
  challenge: Challenge,
  credentials: Credentials | undefined,
  repository: string,
  familiar: string,
  { transport, origin, delay }: AuthorizationOptions,
  signal: AbortSignal,
): Promise<string> {
  if (challenge.scheme === 'bearer') {
    const context = { transport, registry: origin, credentials, repository, familiar, delay, signal };
    return `Bearer ${await fetchToken(challenge, context)}`;
  }
  if (credentials?.kind === 'password') return basic(credentials);
  throw new PullAccessDenied(familiar, 'no basic auth credentials');
}
