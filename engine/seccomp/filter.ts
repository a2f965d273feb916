import { hash } from 'node:crypto';
import type { Seccomp } from '../bundle/runtime-spec.ts';
import { InvalidSeccompProfile } from './errors.ts';
import { filterFlags, SECCOMP_FILTER_FLAG_NEW_LISTENER } from './flags.ts';
import { PRECOMPILED } from './precompiled.ts';

/** What seccomp(2) is called with. */
export interface SeccompFilter {
  /** Bytes of an array of struct sock_filter. */
  readonly program: Buffer;
  /** SECCOMP_FILTER_FLAG_ */
  readonly flags: number;
}

/**
 * The filter that enforces the `linux.seccomp` of a config.json. Docker's default policy comes compiled, because every warm
 * run would wait for the compiler; any other is compiled now.
 *
 * @param architecture the machine's, as Node calls it: `process.arch`
 * @param hasListener whether there is somebody to be asked about calls: the filter then gives a descriptor of them
 * @throws SeccompArchitectureUnknown, InvalidSeccompProfile
 */
export async function seccompFilter(
  seccomp: Seccomp,
  architecture: string,
  hasListener = false,
): Promise<SeccompFilter> {
  if (usesListener(seccomp)) requireListener(seccomp, hasListener);
  const known = PRECOMPILED[architecture];
  const isKnown = known !== undefined && known.policy === policyDigest(seccomp);
  const program = isKnown ? Buffer.from(known.program, 'base64') : await compile(seccomp, architecture);
  return { program, flags: filterFlags(seccomp.flags) | (hasListener ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0) };
}

/**
 * What `PRECOMPILED` knows a policy by. Undefined for one that compares arguments with numbers of 64 bits, which JSON does
 * not have: none of those in there does.
 */
export function policyDigest(seccomp: Seccomp): string | undefined {
  try {
    return hash('sha256', JSON.stringify(seccomp));
  } catch {
    return undefined;
  }
}

async function compile(seccomp: Seccomp, architecture: string): Promise<Buffer> {
  const { compileSeccomp } = await import('./compile.ts');
  return compileSeccomp(seccomp, architecture);
}

/**
 * Whoever is put under the filter tells its descriptor by a write: nobody could answer that one, for want of the
 * descriptor.
 */
function requireListener({ defaultAction, syscalls = [] }: Seccomp, hasListener: boolean): void {
  if (!hasListener)
    throw new InvalidSeccompProfile('SCMP_ACT_NOTIFY needs a listener, and there is none to hand the calls to');
  if (defaultAction === NOTIFY) throw new InvalidSeccompProfile('SCMP_ACT_NOTIFY cannot be used as default action');
  if (syscalls.some(({ action, names }) => action === NOTIFY && names.includes('write')))
    throw new InvalidSeccompProfile('SCMP_ACT_NOTIFY cannot be used for the write syscall');
}

/** Whether the policy leaves the answer to somebody else for any call. */
export function usesListener({ defaultAction, syscalls = [] }: Seccomp): boolean {
  return [defaultAction, ...syscalls.map(({ action }) => action)].includes(NOTIFY);
}

const NOTIFY = 'SCMP_ACT_NOTIFY';
