import { InvalidUlimit } from './errors.ts';
import type { Origins, Sourced } from './origin.ts';
import type { Rlimit } from './runtime-spec.ts';

/** No limit. As a number it is 2^64, one more than the kernel's own ~0, which a JavaScript number cannot hold. */
export const RLIM_INFINITY = 2 ** 64;

/** The limits that `--ulimit` can set, by Docker's names. @see getrlimit(2) */
const TYPES = {
  core: 'RLIMIT_CORE',
  cpu: 'RLIMIT_CPU',
  data: 'RLIMIT_DATA',
  fsize: 'RLIMIT_FSIZE',
  locks: 'RLIMIT_LOCKS',
  memlock: 'RLIMIT_MEMLOCK',
  msgqueue: 'RLIMIT_MSGQUEUE',
  nice: 'RLIMIT_NICE',
  nofile: 'RLIMIT_NOFILE',
  nproc: 'RLIMIT_NPROC',
  rss: 'RLIMIT_RSS',
  rtprio: 'RLIMIT_RTPRIO',
  rttime: 'RLIMIT_RTTIME',
  sigpending: 'RLIMIT_SIGPENDING',
  stack: 'RLIMIT_STACK',
} as const;

/**
 * The limits of the container's process: those of `--ulimit`, the last of each name, and always RLIMIT_NOFILE.
 *
 * Without an option that is 1024:524288, what systemd gives a Docker daemon, as far as `nofileHardLimit` lets us: left
 * alone it would be Node's own, raised, limit, with which programs that close every possible descriptor take minutes.
 */
export function processRlimits(ulimits: readonly string[], nofileHardLimit: number): Sourced<readonly Rlimit[]> {
  const hard = Math.min(524_288, nofileHardLimit);
  const limits = new Map<string, Rlimit>([
    ['RLIMIT_NOFILE', { type: 'RLIMIT_NOFILE', hard, soft: Math.min(1024, hard) }],
  ]);
  const asked = ulimits.map(parseUlimit);
  for (const limit of asked) limits.set(limit.type, limit);
  const value = [...limits.values()];
  const origins: Record<string, Origins[string]> = { '': { from: 'default', detail: "systemd's limits for a daemon" } };
  for (const [index, limit] of value.entries()) {
    if (asked.includes(limit)) origins[`/${index}`] = { from: 'option', detail: '--ulimit' };
  }
  return { value, origins };
}

/** The limit that `name=soft[:hard]` stands for; -1 is unlimited. Throws `InvalidUlimit`, in docker's words. */
export function parseUlimit(text: string): Rlimit {
  const split = text.indexOf('=');
  if (split < 0) throw new InvalidUlimit(text, `invalid ulimit argument: ${text}`);
  const name = text.slice(0, split);
  if (!Object.hasOwn(TYPES, name)) throw new InvalidUlimit(text, `invalid ulimit type: ${name}`);
  const values = text.slice(split + 1).split(':');
  const [softText = '', hardText = softText, ...more] = values;
  if (more.length > 0) {
    const reason = `too many limit value arguments - ${values.join(':')}, can only have up to two, \`soft[:hard]\``;
    throw new InvalidUlimit(text, reason);
  }
  const soft = parseLimit(text, softText);
  const hard = parseLimit(text, hardText);
  if (soft > hard) {
    const reason = `ulimit soft limit must be less than or equal to hard limit: ${softText} > ${hardText}`;
    throw new InvalidUlimit(text, reason);
  }
  return { type: TYPES[name as keyof typeof TYPES], hard, soft };
}

function parseLimit(ulimit: string, text: string): number {
  if (text === '-1') return RLIM_INFINITY;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(limit)) {
    throw new InvalidUlimit(
      ulimit,
      `invalid ulimit ${ulimit}: ${JSON.stringify(text)} is not a number, nor -1 for unlimited`,
    );
  }
  return limit;
}
