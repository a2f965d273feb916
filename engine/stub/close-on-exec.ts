import { readdirSync } from 'node:fs';
import { codeOf } from '../syscall/error-code.ts';
import type { Caller } from './call.ts';
import { closeRangeOnExec, setCloseOnExec } from './calls/descriptors.ts';

/** The numbers of descriptors. */
interface Descriptors {
  readonly first: number;
  /** The highest there can be, where nothing is said. */
  readonly last?: number;
}

/**
 * Lets no descriptor from `first` to `last` reach the program. The seccomp filter may be in force already and not allow
 * close_range(2), which is newer than many a policy: then each descriptor is marked by itself.
 *
 * @param holder a process, as this one sees it, that has open whatever the stub has
 * @throws SyscallError
 */
export async function closeOnExec(
  stub: Caller & { readonly pid: number },
  { first, last = 0xffffffff }: Descriptors,
  holder: number = stub.pid,
): Promise<void> {
  const [refusal] = await stub.tryAll([closeRangeOnExec(first, last)]);
  if (!(refusal instanceof Error)) return;
  // EINVAL: a kernel before 5.11, which has the call and not the flag.
  if (!['ENOSYS', 'EPERM', 'EINVAL'].includes(codeOf(refusal)!)) throw refusal;
  const descriptors = readdirSync(`/proc/${holder}/fd`).map(Number);
  const calls = descriptors.filter((fd) => fd >= first && fd <= last).map((fd) => setCloseOnExec(fd, true));
  const results = await stub.tryAll(calls);
  const failed = results.find((result) => result instanceof Error && codeOf(result) !== 'EBADF');
  if (failed) throw failed;
}
