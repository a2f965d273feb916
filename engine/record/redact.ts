import type { Json } from '../json.ts';

const REDACTED = '[redacted]';

/** Names of fields and headers whose whole value is a secret. */
const SECRET_NAMES =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-registry-auth|password|secret|(access_?|refresh_?|identity_?)?token)$/i;

/** Secrets that can be told by their looks, in any text. */
const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // RFC 6750, RFC 7617: what stands behind the scheme, but not the parameters of a challenge.
  [/\b(Bearer|Basic)\s+(?!\[redacted\])(?![a-z]+=")[A-Za-z0-9._~+/-]{16,}=*/g, `$1 ${REDACTED}`],
  // RFC 7519: a signed token, wherever it stands.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, REDACTED],
  // RFC 3986 section 3.2.1: a user's password in a URL.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${REDACTED}@`],
  // A signed URL is as good as a password to whoever has it.
  [
    /([?&](?:[\w-]*(?:signature|credential|token|password|secret)|sig|verify)=)(?!\[?redacted)[^&#\s"']+/gi,
    `$1${REDACTED}`,
  ],
];

/** What every text with such a secret has: most texts need no closer look. */
const SUSPICIOUS = /Bearer|Basic|eyJ|:\/\/|[?&]/;

/** Shorter values would be found, by chance, in text that has nothing to do with them. */
const SHORTEST_VALUE = 6;

/**
 * Gives back a function that takes the secrets out of plain data: the values of the variables that a person has handed to
 * the container, wherever they stand, and what looks like a credential.
 *
 * @param env `KEY=value`, as the request has them
 * @param name of the image: a value that is part of it is no secret, and replays need it
 */
export function redactor(env: readonly string[], name: string): (value: Json) => Json {
  const variables = env.flatMap((variable) => {
    const at = variable.indexOf('=');
    return at < 1 ? [] : [{ name: variable.slice(0, at), value: variable.slice(at + 1) }];
  });
  const names = new Set(variables.map(({ name }) => name));
  const values = variables
    .map(({ value }) => value)
    .filter((value) => value.length >= SHORTEST_VALUE && !name.includes(value));
  // A value may hold another one: the longer goes first.
  values.sort((a, b) => b.length - a.length);

  const inText = (text: string): string => {
    const at = text.indexOf('=');
    if (at > 0 && names.has(text.slice(0, at))) return `${text.slice(0, at)}=${REDACTED}`;
    const withoutValues = values.reduce((clean, value) => clean.replaceAll(value, REDACTED), text);
    if (!SUSPICIOUS.test(withoutValues)) return withoutValues;
    return PATTERNS.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), withoutValues);
  };

  const inField = (name: string, value: Json): Json =>
    SECRET_NAMES.test(name) && typeof value === 'string' && !value.includes(REDACTED) ? REDACTED : redact(value);

  const redact = (value: Json): Json => {
    if (typeof value === 'string') return inText(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(redact);
    return Object.fromEntries(Object.entries(value).map(([name, inside]) => [inText(name), inField(name, inside)]));
  };
  return redact;
}
