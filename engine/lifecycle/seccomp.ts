import type { InitFilter } from '../runtime/init/seccomp-filter.ts';
import type { InitProcess } from '../runtime/init.ts';
import { sendListener } from '../runtime/send-listener.ts';
import { seccompFilter, usesListener } from '../seccomp/filter.ts';
import type { ContainerRecord } from './record.ts';
import { OCI_VERSION, type Status, stateOf } from './status.ts';

/**
 * The filter of a container's processes. Where it leaves calls to somebody else, whoever listens at `listenerPath` is
 * handed them, with the state of the container.
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
  const filter = await seccompFilter(seccomp, process.arch, Boolean(path));
  if (!path || !usesListener(seccomp)) return filter;
  const handOver = ({ pid }: InitProcess, listener: number) => {
    const state = { ociVersion: OCI_VERSION, fds: ['seccompFd'], pid, metadata, state: stateOf(record, status) };
    return sendListener({ directory: cache, pid, listener, path, text: JSON.stringify(state) });
  };
  return { ...filter, handOver };
}
