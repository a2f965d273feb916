import { describe, expect, it } from 'vitest';
import { NOW } from '../../../../../cli/inspector/page/model/chronicle.ts';
import { callsOfStep, kernelCalls, nextCall } from '../../../../../cli/inspector/page/model/kernel-calls.ts';
import type { Json } from '../../../../../engine/json.ts';
import type { RunEvent } from '../../../../../engine/record/entry.ts';
import { chronicleOf } from '../../../../fixtures/story.ts';

const isWhole = (value: Json) => value;
const call = (step: string, number = 1): RunEvent => ({ kind: 'call', call: number, step, input: {} });
const turn = (detail: string, answered?: string, number = 1): RunEvent => ({
  kind: 'turn',
  call: number,
  detail,
  facts: answered === undefined ? {} : { answered },
});
const syscalls = (...calls: readonly { readonly name: string; readonly result: string }[]): RunEvent => ({
  kind: 'evidence',
  call: 1,
  sentence: 'init is ready',
  facts: { syscalls: calls.map((one) => ({ ...one, args: [] })) },
  check: [],
});

describe('the kernel calls of init', () => {
  const underWay = chronicleOf([call('startInit'), turn('setsid()'), turn('chdir("/")', 'setsid() = 1')]);

  it('have their answers one by one, each with the next call', () => {
    expect(kernelCalls(underWay, NOW, isWhole)).toEqual(['setsid() = 1', 'chdir("/")']);
    expect(nextCall(underWay, NOW)).toBe('chdir("/")');
  });

  it('are told once, when all of them are evidence', () => {
    const chronicle = chronicleOf([
      call('startInit'),
      turn('setsid()'),
      syscalls({ name: 'setsid', result: '1' }),
      { kind: 'done', call: 1 },
      call('startContainer', 2),
      turn('execve("/x")', 'setsid() = 1', 2),
    ]);
    expect(kernelCalls(chronicle, NOW, isWhole)).toEqual(['setsid() = 1', 'execve("/x")']);
    expect(nextCall(chronicle, NOW)).toBe('execve("/x")');
  });

  it('that were about to be made when their step ended do not come next', () => {
    const failed: RunEvent = { kind: 'failed', call: 1, error: { message: 'no', hint: '' } };
    expect(nextCall(chronicleOf([call('startInit'), turn('mount()'), failed]), NOW)).toBeUndefined();
    expect(nextCall(chronicleOf([call('startInit')]), NOW)).toBeUndefined();
  });

  it('are told of one step too: of one that has failed, without those of the step before', () => {
    const chronicle = chronicleOf([
      call('startInit'),
      syscalls({ name: 'statx', result: 'ENOENT' }),
      { kind: 'done', call: 1 },
      call('startContainer', 2),
      turn('dup3(3, 0, 0)', 'statx() = ENOENT', 2),
      turn('execve("/x")', 'dup3(3, 0, 0) = 0', 2),
      { kind: 'failed', call: 2, error: { message: 'no', hint: '' } },
    ]);
    expect(callsOfStep(chronicle, NOW, 2)).toEqual(['dup3(3, 0, 0) = 0', 'execve("/x")']);
    expect(callsOfStep(chronicle, NOW, 1)).toEqual(['statx() = ENOENT']);
  });

  it('are fetched where evidence has only their number', () => {
    const chronicle = chronicleOf([call('startInit'), syscalls({ name: 'setsid', result: '1' })]);
    expect(kernelCalls(chronicle, NOW, () => undefined)).toEqual([]);
    expect(kernelCalls(chronicle, NOW, () => [{ name: 'read', args: ['3'], result: 'EIO' }])).toEqual([
      'read(3) = EIO',
    ]);
  });
});
