import { hash } from 'node:crypto';
import type { Seccomp } from '../bundle/runtime-spec.ts';
import { InvalidSeccompProfile } from './errors.ts';
import { filterFlags } from './flags.ts';
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
 * @throws SeccompArchitectureUnknown, InvalidSeccompProfile
 */
export async function seccompFilter(seccomp: Seccomp, architecture: string): Promise<SeccompFilter> {
  if (usesListener(seccomp))
    throw new InvalidSeccompProfile('SCMP_ACT_NOTIFY needs a listener, and learn-run has none to hand the calls to');
  const known = PRECOMPILED[architecture];
  const isKnown = known?.policy === policyDigest(seccomp);
  const program = isKnown ? Buffer.from(known.program, 'base64') : await compile(seccomp, architecture);
  return { program, flags: filterFlags(seccomp.flags) };
}

/** What `PRECOMPILED` knows a policy by. */
export function policyDigest(seccomp: Seccomp): string {
  return hash('sha256', JSON.stringify(seccomp));
}

async function compile(seccomp: Seccomp, architecture: string): Promise<Buffer> {
  const { compileSeccomp } = await import('./compile.ts');
  return compileSeccomp(seccomp, architecture);
}

function usesListener({ defaultAction, syscalls = [] }: Seccomp): boolean {
  return [defaultAction, ...syscalls.map(({ action }) => action)].includes('SCMP_ACT_NOTIFY');
}
