import { describe, expect, it } from 'vitest';
import { CLONE_NEWNS, CLONE_NEWUTS, MS_PRIVATE, MS_REC } from '../../../engine/syscall/constants.ts';
import { recordingSyscalls } from '../../../engine/syscall/recording.ts';
import { type TracedCall, traceSyscalls } from '../../../engine/syscall/trace.ts';

function traced(script = {}) {
  const { syscalls, calls } = recordingSyscalls(script);
  const before: string[] = [];
  const after: TracedCall[] = [];
  const tracer = {
    before: (name: string) => void before.push(name),
    after: (call: TracedCall) => void after.push(call),
  };
  return { syscalls: traceSyscalls(syscalls, tracer), calls, before, after };
}

describe('traceSyscalls', () => {
  it('shows flags by their names and the call by its C name', () => {
    const { syscalls, after } = traced();
    syscalls.unshare(CLONE_NEWNS | CLONE_NEWUTS);
    syscalls.mount('none', '/', null, MS_REC | MS_PRIVATE, null);
    syscalls.pivotRoot('.', '.');
    expect(after).toEqual([
      { name: 'unshare', args: ['CLONE_NEWNS|CLONE_NEWUTS'], result: '0' },
      { name: 'mount', args: ['"none"', '"/"', 'null', 'MS_REC|MS_PRIVATE', 'null'], result: '0' },
      { name: 'pivot_root', args: ['"."', '"."'], result: '0' },
    ]);
  });

  it('tells of a call before it is made, so that somebody may wait', () => {
    const { syscalls, calls, before } = traced();
    syscalls.setsid();
    expect(before).toEqual(['setsid']);
    expect(calls).toEqual([{ name: 'setsid', args: [] }]);
  });

  it('passes results and errors through unchanged, and shows the error by its name', () => {
    const { syscalls, after } = traced({ answer: { umask: 0o77 }, fail: { sethostname: 'EPERM' } });
    expect(syscalls.umask(0o22)).toBe(0o77);
    expect(() => syscalls.sethostname('box')).toThrow('sethostname("box"): operation not permitted (EPERM)');
    expect(after.map(({ result }) => result)).toEqual(['63', 'EPERM']);
  });

  it('does not show the environment of the program, which may hold secrets', () => {
    const { syscalls, after } = traced({ fail: { execve: 'ENOENT' } });
    expect(() => syscalls.execve('/hello', ['/hello'], ['TOKEN=s3cret'])).toThrow();
    expect(JSON.stringify(after)).not.toContain('s3cret');
  });
});
