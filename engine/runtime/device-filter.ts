import { deviceProgram } from '../cgroup/devices/program.ts';
import type { DevicePolicy } from '../cgroup/devices/rules.ts';
import type { Caller } from '../stub/call.ts';
import {
  attachDeviceProgram,
  detachProgram,
  loadDeviceProgram,
  openProgram,
  queryDevicePrograms,
} from '../stub/calls/bpf.ts';
import { close } from '../stub/calls/descriptors.ts';
import { open } from '../stub/calls/files.ts';
import { setrlimit } from '../stub/calls/identity.ts';
import { RLIM_INFINITY } from '../syscall/constants.ts';
import { numberOfLimit } from './init/limits.ts';

/**
 * Attaches the eBPF program that decides which devices the processes of a cgroup may use, in the place of those that
 * were attached there before: the new one first, so that at no time everything is allowed.
 *
 * @param directory of the cgroup
 * @throws SyscallError
 * @see bpf(2), kernel admin-guide/cgroup-v2 "Device controller"
 */
export async function filterDevices(caller: Caller, directory: string, policy: DevicePolicy): Promise<void> {
  const cgroup = await caller.call(open(directory));
  const before = await caller.call(queryDevicePrograms(cgroup));
  // Before Linux 5.11 programs count as locked memory, of which there is little; later kernels do not ask.
  await caller.tryAll([setrlimit(numberOfLimit('RLIMIT_MEMLOCK'), RLIM_INFINITY, RLIM_INFINITY)]);
  const program = await caller.call(loadDeviceProgram(deviceProgram(policy)));
  await caller.callAll([attachDeviceProgram(cgroup, program), close(program)]);
  for (const id of before) {
    const old = await caller.call(openProgram(id));
    await caller.callAll([detachProgram(cgroup, old), close(old)]);
  }
  await caller.call(close(cgroup));
}
