import { describe, expect, it } from 'vitest';
import { callMeaning, callName, refusalIn } from '../../../cli/panes/kernel-calls.ts';

describe('the line of a kernel call', () => {
  it('has the name of the call, and of what it asks for', () => {
    expect(callName('ioctl TIOCSCTTY(0) = 0')).toBe('ioctl TIOCSCTTY');
    expect(callName('mount("a(b")')).toBe('mount');
  });

  it('says why the call was refused, where it was', () => {
    expect(refusalIn('mount("a") = EPERM')).toBe('EPERM');
    expect(refusalIn('mount("a") = 0')).toBeUndefined();
    expect(refusalIn('write(1, " = EPERM") = 8')).toBeUndefined();
  });

  it('is explained by the whole name, or else by its first word', () => {
    expect(callMeaning('ioctl TIOCSCTTY(0)')).toContain('Ctrl-C');
    expect(callMeaning('bpf BPF_PROG_QUERY("/x")')).toContain('bpf(2)');
    expect(callMeaning('constructor()')).toBeUndefined();
  });
});
