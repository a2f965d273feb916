import { describe, expect, it } from 'vitest';
import { CAPABILITIES, capabilityMask, DEFAULT_CAPABILITIES } from '../../../../engine/bundle/capabilities.ts';
import type { Process } from '../../../../engine/bundle/runtime-spec.ts';
import { becomeUser } from '../../../../engine/runtime/init/identity.ts';
import { PR_CAPBSET_DROP, PR_CAPBSET_READ } from '../../../../engine/syscall/constants.ts';
import { recordingSyscalls } from '../../../../engine/syscall/recording.ts';

const process = {
  user: { uid: 1000, gid: 1001, umask: 0o22, additionalGids: [5, 6] },
  capabilities: { bounding: DEFAULT_CAPABILITIES, effective: DEFAULT_CAPABILITIES, permitted: DEFAULT_CAPABILITIES },
} as Partial<Process> as Process;

function callsOf(canSetGroups = true) {
  const { syscalls, calls } = recordingSyscalls({ answer: { prctl: 1 } });
  becomeUser(syscalls, process, canSetGroups);
  return calls;
}

describe('becomeUser', () => {
  it('drops the bounding set, then takes groups, group and user, then the capabilities: no step may come earlier', () => {
    const order = callsOf().filter(({ name }) => name !== 'prctl');
    expect(order).toEqual([
      { name: 'setgroups', args: [[5, 6]] },
      { name: 'setresgid', args: [1001, 1001, 1001] },
      { name: 'setresuid', args: [1000, 1000, 1000] },
      { name: 'capset', args: [capabilityMask(DEFAULT_CAPABILITIES), capabilityMask(DEFAULT_CAPABILITIES), 0n] },
    ]);
    const lastDrop = callsOf().findLastIndex(({ args }) => args[0] === PR_CAPBSET_DROP);
    expect(lastDrop).toBeLessThan(callsOf().findIndex(({ name }) => name === 'setgroups'));
  });

  it('drops every capability from the bounding set that the container is not given', () => {
    const dropped = callsOf().filter(({ args }) => args[0] === PR_CAPBSET_DROP);
    const kept = new Set<string>(DEFAULT_CAPABILITIES);
    const expected = CAPABILITIES.map((name, number) => (kept.has(name) ? -1 : number)).filter((number) => number >= 0);
    expect(dropped.map(({ args }) => args[1])).toEqual(expected);
  });

  it('passes over capabilities that an older kernel does not know', () => {
    const { syscalls, calls } = recordingSyscalls({ fail: {}, answer: { prctl: 0 } });
    becomeUser(syscalls, process, true);
    expect(calls.some(({ args }) => args[0] === PR_CAPBSET_READ)).toBe(true);
    expect(calls.some(({ args }) => args[0] === PR_CAPBSET_DROP)).toBe(false);
  });

  it('leaves the groups alone where the user namespace denies setgroups', () => {
    expect(callsOf(false).some(({ name }) => name === 'setgroups')).toBe(false);
  });
});
