import type { JsonInteger, Process } from '../../bundle/runtime-spec.ts';
import { type Call, explained } from '../../stub/call.ts';
import { setrlimit } from '../../stub/calls/identity.ts';
import { RLIM_INFINITY } from '../../syscall/constants.ts';
import type { SyscallError } from '../../syscall/errors.ts';
import { InitFailed, InvalidSpec } from '../errors.ts';

/** The numbers of getrlimit(2), from asm-generic/resource.h: the same on every architecture Node runs on. */
const RESOURCES = [
  'RLIMIT_CPU',
  'RLIMIT_FSIZE',
  'RLIMIT_DATA',
  'RLIMIT_STACK',
  'RLIMIT_CORE',
  'RLIMIT_RSS',
  'RLIMIT_NPROC',
  'RLIMIT_NOFILE',
  'RLIMIT_MEMLOCK',
  'RLIMIT_AS',
  'RLIMIT_LOCKS',
  'RLIMIT_SIGPENDING',
  'RLIMIT_MSGQUEUE',
  'RLIMIT_NICE',
  'RLIMIT_RTPRIO',
  'RLIMIT_RTTIME',
];

/**
 * The calls that set the resource limits of config.json.
 *
 * @param pid the process that is limited; the one that calls where none is named
 * @see runtime-spec config.md#posix-process
 */
export function settingLimits(limits: Process['rlimits'], pid?: number): Call[] {
  return limits.map(({ type, ...limit }) => {
    const [soft, hard] = [limitOf(limit.soft), limitOf(limit.hard)];
    return explained(setrlimit(numberOfLimit(type), soft, hard, pid), (error) => {
      const message = `cannot set ${type} to ${worded(soft)}, at most ${worded(hard)}: ${error.message}`;
      return new InitFailed(message, { cause: error, hint: hintOf(type, error) });
    });
  });
}

/** The kernel says EPERM for two different reasons. setrlimit(2) */
function hintOf(type: string, { code, hint }: SyscallError): string {
  if (code !== 'EPERM') return hint;
  const most = type === 'RLIMIT_NOFILE' ? ' Nobody may have more files open than sysctl fs.nr_open says.' : '';
  return `Only root of the host may go beyond the hard limit that you have: ulimit -Ha shows it.${most}`;
}

/** The number of a resource that setrlimit(2) limits. @throws InvalidSpec where there is none of that name */
export function numberOfLimit(type: string): number {
  const resource = RESOURCES.indexOf(type);
  if (resource === -1) throw new InvalidSpec(`unknown resource limit ${JSON.stringify(type)} in config.json`);
  return resource;
}

const worded = (limit: bigint): string => (limit === RLIM_INFINITY ? 'unlimited' : String(limit));

/** What is negative, or more than 64 bits, means no limit. */
function limitOf(value: JsonInteger): bigint {
  return value >= 0 && value < RLIM_INFINITY ? BigInt(value) : RLIM_INFINITY;
}
