import { CAPABILITIES, capabilityMask } from '../../bundle/capabilities.ts';
import type { Capabilities, Process } from '../../bundle/runtime-spec.ts';
import {
  PR_CAP_AMBIENT,
  PR_CAP_AMBIENT_CLEAR_ALL,
  PR_CAP_AMBIENT_RAISE,
  PR_CAPBSET_DROP,
  PR_CAPBSET_READ,
  PR_SET_KEEPCAPS,
} from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';

/**
 * Turns init into the container's user, with the capabilities of config.json and no others.
 *
 * The order matters: the bounding set first, while CAP_SETPCAP is still there; the groups before the user, while
 * CAP_SETGID is; the capability sets last, since setresuid(2) clears them. @see capabilities(7)
 */
export function becomeUser(syscalls: Syscalls, process: Process, canSetGroups: boolean): void {
  const { uid, gid, additionalGids } = process.user;
  dropBounding(syscalls, capabilityMask(process.capabilities.bounding));
  syscalls.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
  // Where setgroups(2) is denied, as in a user namespace of one id, the groups stay what they are. @see user_namespaces(7)
  if (canSetGroups) syscalls.setgroups(additionalGids);
  syscalls.setresgid(gid, gid, gid);
  syscalls.setresuid(uid, uid, uid);
  syscalls.prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
  setCapabilities(syscalls, process.capabilities);
}

function setCapabilities(
  syscalls: Syscalls,
  { effective = [], permitted = [], inheritable = [], ambient = [] }: Capabilities,
): void {
  syscalls.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  syscalls.capset(capabilityMask(effective), capabilityMask(permitted), capabilityMask(inheritable));
  for (const number of CAPABILITIES.keys()) {
    if (capabilityMask(ambient) & (1n << BigInt(number)))
      syscalls.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0);
  }
}

/** Drops every capability that the kernel knows and the set does not hold. */
function dropBounding(syscalls: Syscalls, kept: bigint): void {
  for (const number of CAPABILITIES.keys()) {
    const isKept = (kept & (1n << BigInt(number))) !== 0n;
    if (!isKept && isKnownToKernel(syscalls, number)) syscalls.prctl(PR_CAPBSET_DROP, number, 0, 0, 0);
  }
}

/** An older kernel has fewer capabilities, and answers EINVAL for the others. */
function isKnownToKernel(syscalls: Syscalls, number: number): boolean {
  try {
    return syscalls.prctl(PR_CAPBSET_READ, number, 0, 0, 0) === 1;
  } catch {
    return false;
  }
}
