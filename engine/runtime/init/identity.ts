import { CAPABILITIES, capabilityMask } from '../../bundle/capabilities.ts';
import type { Capabilities, Process } from '../../bundle/runtime-spec.ts';
import { type Caller, tolerating } from '../../stub/call.ts';
import { capset, setgroups, setresgid, setresuid } from '../../stub/calls/identity.ts';
import { prctl } from '../../stub/calls/processes.ts';
import {
  PR_CAP_AMBIENT,
  PR_CAP_AMBIENT_CLEAR_ALL,
  PR_CAP_AMBIENT_RAISE,
  PR_CAPBSET_DROP,
  PR_CAPBSET_READ,
  PR_SET_KEEPCAPS,
} from '../../syscall/constants.ts';

/**
 * Turns init into the container's user, with the capabilities of config.json and no others.
 *
 * The order matters: the bounding set first, while CAP_SETPCAP is still there; the groups before the user, while
 * CAP_SETGID is; the capability sets last, since setresuid(2) clears them. @see capabilities(7)
 */
export async function becomeUser(init: Caller, process: Process, canSetGroups: boolean): Promise<void> {
  const { uid, gid, additionalGids } = process.user;
  await dropBounding(init, capabilityMask(process.capabilities.bounding));
  await init.callAll([
    prctl(PR_SET_KEEPCAPS, 1),
    // Where setgroups(2) is denied, as in a user namespace of one id, the groups stay what they are. @see user_namespaces(7)
    ...(canSetGroups ? [setgroups([...new Set(additionalGids)])] : []),
    setresgid(gid, gid, gid),
    setresuid(uid, uid, uid),
    prctl(PR_SET_KEEPCAPS, 0),
    ...takingCapabilities(process.capabilities),
  ]);
  await raiseAmbient(init, process.capabilities);
}

function takingCapabilities({ effective = [], permitted = [], inheritable = [] }: Capabilities) {
  return [
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL),
    capset(capabilityMask(effective), capabilityMask(permitted), capabilityMask(inheritable)),
  ];
}

/** Those that are not permitted and inheritable as well stay out, which is less than was asked for and no danger. */
async function raiseAmbient(init: Caller, { ambient = [] }: Capabilities): Promise<void> {
  const raised = numbersIn(capabilityMask(ambient));
  await init.callAll(raised.map((number) => tolerating(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number), 'EPERM')));
}

/** Drops every capability that the kernel knows and the set does not hold; an older kernel answers EINVAL for what it does not know. */
async function dropBounding(init: Caller, kept: bigint): Promise<void> {
  const unwanted = [...CAPABILITIES.keys()].filter((number) => (kept & (1n << BigInt(number))) === 0n);
  const held = await init.tryAll(unwanted.map((number) => prctl(PR_CAPBSET_READ, number)));
  await init.callAll(unwanted.filter((_, index) => held[index] === 1).map((number) => prctl(PR_CAPBSET_DROP, number)));
}

function numbersIn(mask: bigint): number[] {
  return [...CAPABILITIES.keys()].filter((number) => (mask & (1n << BigInt(number))) !== 0n);
}
