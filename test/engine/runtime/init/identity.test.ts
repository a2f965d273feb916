import { describe, expect, it } from 'vitest';
import { CAPABILITIES, DEFAULT_CAPABILITIES } from '../../../../engine/bundle/capabilities.ts';
import type { Process } from '../../../../engine/bundle/runtime-spec.ts';
import { becomeUser } from '../../../../engine/runtime/init/identity.ts';
import { shownCall } from '../../../../engine/stub/show.ts';
import { RecordingCaller } from '../../../fixtures/recording-caller.ts';

const process = {
  user: { uid: 1000, gid: 1001, umask: 0o22, additionalGids: [5, 6, 5] },
  capabilities: { bounding: DEFAULT_CAPABILITIES, effective: DEFAULT_CAPABILITIES, permitted: DEFAULT_CAPABILITIES },
} as Partial<Process> as Process;

async function callsOf({ canSetGroups = true, answer = { prctl: 1 as unknown } } = {}): Promise<string[]> {
  const recording = new RecordingCaller({ answer });
  await becomeUser(recording, process, canSetGroups);
  return recording.calls.map(shownCall).map(({ name, args }) => `${name}(${args.join(', ')})`);
}

describe('becomeUser', () => {
  it('drops the bounding set, then takes groups, each once, group and user, then the capabilities: no step may come earlier', async () => {
    const calls = await callsOf();
    expect(calls.filter((call) => !call.startsWith('prctl(PR_CAPBSET'))).toEqual([
      'prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)',
      'setgroups(2, [5,6])',
      'setresgid(1001, 1001, 1001)',
      'setresuid(1000, 1000, 1000)',
      'prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0)',
      'prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)',
      'capset(0xa80425fb, 0xa80425fb, 0x0)',
    ]);
    const lastDrop = calls.findLastIndex((call) => call.startsWith('prctl(PR_CAPBSET_DROP'));
    expect(lastDrop).toBeLessThan(calls.findIndex((call) => call.startsWith('prctl(PR_SET_KEEPCAPS')));
  });

  it('drops every capability from the bounding set that the container is not given', async () => {
    const dropped = (await callsOf()).flatMap((call) => /^prctl\(PR_CAPBSET_DROP, (\d+)/.exec(call)?.[1] ?? []);
    const kept = new Set<string>(DEFAULT_CAPABILITIES);
    const expected = CAPABILITIES.map((name, number) => (kept.has(name) ? -1 : number)).filter((number) => number >= 0);
    expect(dropped.map(Number)).toEqual(expected);
  });

  it('passes over capabilities that an older kernel does not know', async () => {
    const calls = await callsOf({ answer: { prctl: 0 } });
    expect(calls.some((call) => call.startsWith('prctl(PR_CAPBSET_READ'))).toBe(true);
    expect(calls.some((call) => call.startsWith('prctl(PR_CAPBSET_DROP'))).toBe(false);
  });

  it('leaves the groups alone where the user namespace denies setgroups', async () => {
    const calls = await callsOf({ canSetGroups: false });
    expect(calls.some((call) => call.startsWith('setgroups'))).toBe(false);
  });
});
