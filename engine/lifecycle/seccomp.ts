import type { Seccomp } from '../bundle/runtime-spec.ts';
import type { InitFilter } from '../runtime/init/seccomp-filter.ts';
import type { InitProcess } from '../runtime/init.ts';
import { sendListener } from '../runtime/send-listener.ts';
import { InvalidSeccompProfile } from '../seccomp/errors.ts';
import { seccompFilter, usesListener } from '../seccomp/filter.ts';
import type { ContainerRecord } from './record.ts';
import { type Status, stateOf } from './status.ts';

/** An annotation of crun's: with it, a name that no system call has is an error. */
export const FAIL_UNKNOWN_SYSCALL = 'run.oci.seccomp_fail_unknown_syscall';

/**
 * The filter of a container's processes. Whoever listens at `listenerPath` is handed the calls that it leaves to him, with
 * the state of the container; with crun he is told of a container also where there are none, and so he is here.
 *
 * @param status that he is told
 * @param cache where the stub's executable is kept
 * @throws SeccompArchitectureUnknown, InvalidSeccompProfile
 * @see runtime-spec config-linux.md#containerprocessstate
 */
export async function filterOf(
  record: ContainerRecord,
  status: Status,
  cache: string,
): Promise<InitFilter | undefined> {
  const { seccomp } = record.config.linux;
  if (!seccomp) return undefined;
  const { listenerPath: path, listenerMetadata: metadata } = seccomp;
  if (record.config.annotations?.[FAIL_UNKNOWN_SYSCALL] === '1') await requireKnown(seccomp);
  const filter = await seccompFilter(seccomp, process.arch, Boolean(path));
  if (!path) return filter;
  const handOver = async ({ pid }: InitProcess, listener: number) => {
    const state = { ociVersion: STATE_VERSION, fds: ['seccompFd'], pid, metadata, state: stateOf(record, status) };
    const sent = sendListener({ directory: cache, pid, listener, path, text: JSON.stringify(state) });
    // Where the policy leaves no call to the listener, it holds without him: that he is not there is no failure then.
    await (usesListener(seccomp) ? sent : sent.catch(() => {}));
  };
  return { ...filter, handOver };
}

/** The version in the example of the specification, which crun sends too, and crun's tests ask for. */
const STATE_VERSION = '0.2.0';

/**
 * Policies are written for many machines, so unknown names are usually passed over; with the annotation they are an
 * error.
 */
async function requireKnown({ syscalls = [] }: Seccomp): Promise<void> {
  const { syscallNumbers } = await import('../syscall/numbers.ts');
  const known = syscallNumbers(process.arch);
  const unknown = syscalls.flatMap(({ names }) => names).find((name) => !known?.has(name));
  if (unknown !== undefined)
    throw new InvalidSeccompProfile(`unknown system call ${JSON.stringify(unknown)} on ${process.arch}`);
}
