import { InvalidEnvironmentVariable, NulByte } from './errors.ts';
import type { Origin, Sourced } from './origin.ts';

/** Where a container's environment comes from. Nothing of the host's own environment is among it. */
export interface EnvironmentSources {
  /** The image's Env: `KEY=value`. */
  readonly image: readonly string[];
  /** The options: `KEY=value` sets, `KEY` takes away. */
  readonly options: readonly string[];
  readonly hostname: string;
  readonly home: string;
  /** True where the program gets a terminal, which programs want to know the kind of. */
  readonly tty?: boolean | undefined;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Variable {
  readonly value: string;
  readonly origin: Origin;
}

/**
 * The environment as `KEY=value`, in Docker's order: PATH, HOSTNAME, TERM for a terminal, the options, the rest of the image's, HOME.
 * Each name occurs once; what is set again keeps its place. HOME is the user's where it is unset or empty.
 *
 * Throws `InvalidEnvironmentVariable` and `NulByte` for a bad option. A bad entry of the image is left out: one without
 * `=` must never be looked up in our own environment, or the image would read the host's secrets (CVE-2026-57231).
 */
export function processEnv(sources: EnvironmentSources): Sourced<readonly string[]> {
  const variables = new Map<string, Variable>([
    ['PATH', { value: PATH, origin: { from: 'default', detail: "Docker's default search path" } }],
    ['HOSTNAME', { value: sources.hostname, origin: { from: 'engine', detail: "the container's hostname" } }],
  ]);
  if (sources.tty) variables.set('TERM', { value: 'xterm', origin: { from: 'option', detail: '--tty' } });
  const named = applyOptions(variables, sources.options);
  for (const [name, value] of imageVariables(sources.image)) {
    if (!named.has(name)) variables.set(name, { value, origin: { from: 'image', detail: 'config.Env' } });
  }
  if (!variables.get('HOME')?.value) {
    variables.set('HOME', {
      value: sources.home,
      origin: { from: 'engine', detail: "the user's home in /etc/passwd" },
    });
  }
  return sourced([...variables]);
}

/** Sets and takes away what the options say, and returns every name they mention: the image has no say about these. */
function applyOptions(variables: Map<string, Variable>, options: readonly string[]): Set<string> {
  const named = new Set<string>();
  for (const text of options) {
    if (text.includes('\0')) throw new NulByte('an environment variable', text);
    const [name, value] = splitVariable(text);
    if (name === '') throw new InvalidEnvironmentVariable(text);
    named.add(name);
    if (value === undefined) variables.delete(name);
    else variables.set(name, { value, origin: { from: 'option', detail: '--env' } });
  }
  return named;
}

function imageVariables(texts: readonly string[]): [name: string, value: string][] {
  return texts.flatMap((text) => {
    const [name, value] = splitVariable(text);
    return name === '' || value === undefined || text.includes('\0') ? [] : [[name, value] as [string, string]];
  });
}

function splitVariable(text: string): [name: string, value: string | undefined] {
  const split = text.indexOf('=');
  return split < 0 ? [text, undefined] : [text.slice(0, split), text.slice(split + 1)];
}

function sourced(variables: readonly [string, Variable][]): Sourced<readonly string[]> {
  return {
    value: variables.map(([name, { value }]) => `${name}=${value}`),
    origins: Object.fromEntries(variables.map(([, { origin }], index) => [`/${index}`, origin])),
  };
}
