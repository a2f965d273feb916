import { readBeginning } from './body.ts';
import { ManifestUnknown, PullAccessDenied, RateLimited, UnexpectedStatus } from './errors.ts';
import { retryAfterSeconds } from './retry.ts';
import type { WireResponse } from './transport.ts';

/** What was asked for, as a person calls it. */
export interface Wanted {
  /** `hello-world` */
  readonly repository: string;
  /** `hello-world:latest`; undefined where no manifest was asked for. */
  readonly image?: string;
}

/** The error that an answer other than success stands for. Reads at most 64 KiB of its body. */
export async function refusal(response: WireResponse, wanted: Wanted): Promise<Error> {
  const { status, url, headers, peer } = response;
  const reason = reasonOf(await readBeginning(response));
  if (status === 429)
    return new RateLimited(
      url.host,
      reason ?? 'too many requests',
      retryAfterSeconds(headers['retry-after'], Date.now()),
    );
  // A storage host that refuses says nothing about who may pull: its signed URLs run out.
  if (peer === 'elsewhere') return new UnexpectedStatus(url, status, reason ?? 'no reason given');
  if (status === 401) return new PullAccessDenied(wanted.repository, reason ?? 'unauthorized: authentication required');
  if (status === 403)
    return new PullAccessDenied(wanted.repository, reason ?? 'denied: requested access to the resource is denied');
  if (status === 404 && wanted.image !== undefined)
    return new ManifestUnknown(wanted.image, reason ?? 'manifest unknown');
  return new UnexpectedStatus(url, status, reason ?? 'no reason given');
}

/**
 * The first error of a distribution-spec error body, as docker words it: `manifest unknown: manifest unknown`; the text itself where
 * it is something else; undefined where it is empty.
 *
 * @see distribution-spec spec.md#error-codes
 */
function reasonOf(body: string): string | undefined {
  const first = firstError(body);
  if (first === undefined) return body.trim() === '' ? undefined : body.trim();
  const code = first.code.toLowerCase().replaceAll('_', ' ');
  return first.message === undefined ? code : `${code}: ${first.message}`;
}

function firstError(body: string): { code: string; message: string | undefined } | undefined {
  try {
    const { code, message } = JSON.parse(body).errors[0];
    return typeof code === 'string' ? { code, message: typeof message === 'string' ? message : undefined } : undefined;
  } catch {
    return undefined;
  }
}
