import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_EX, LOCK_NB, LOCK_UN, RESOLVE_IN_ROOT } from '../../../engine/syscall/constants.ts';
import { SyscallError } from '../../../engine/syscall/errors.ts';
import { linuxSyscalls } from '../../../engine/syscall/linux.ts';

const syscalls = linuxSyscalls();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-syscall-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('linuxSyscalls', () => {
  it('throws an error with the fields that Node gives to its own', () => {
    const mistake = () => syscalls.umount2(join(directory, 'missing'), 0);
    expect(mistake).toThrow(SyscallError);
    expect(mistake).toThrow(expect.objectContaining({ syscall: 'umount2' }));
    expect(mistake).toThrow(/^umount2\(".*missing", 0\): .* \((ENOENT|EPERM)\)$/);
  });

  it('refuses a name with a NUL byte, which the kernel would cut short', () => {
    expect(() => syscalls.chdir('/tmp\0/../etc')).toThrow('NUL');
  });

  it('resolves a link within the directory that openat2 is told is the root', () => {
    symlinkSync('/etc', join(directory, 'link'));
    const root = openSync(directory, 'r');
    expect(() => syscalls.openat2(root, 'link/passwd', 0, 0, RESOLVE_IN_ROOT)).toThrow('ENOENT');
    writeFileSync(join(directory, 'file'), 'here');
    symlinkSync('/file', join(directory, 'inside'));
    const fd = syscalls.openat2(root, 'inside', 0, 0, RESOLVE_IN_ROOT);
    expect(readlinkSync(`/proc/self/fd/${fd}`)).toBe(join(directory, 'file'));
    closeSync(fd);
    closeSync(root);
  });

  it('sets and reads an extended attribute, and tells a missing one from an error', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    syscalls.lsetxattr(file, 'user.learn', Buffer.from('run'), 0);
    expect(syscalls.lgetxattr(file, 'user.learn')?.toString()).toBe('run');
    expect(syscalls.lgetxattr(file, 'user.other')).toBeUndefined();
    expect(() => syscalls.lgetxattr(join(directory, 'missing'), 'user.learn')).toThrow('ENOENT');
  });

  it('answers whether a lock was to be had', () => {
    const [one, two] = [0, 1].map(() => openSync(join(directory, 'lock'), 'a')) as [number, number];
    expect(syscalls.flock(one, LOCK_EX | LOCK_NB)).toBe(true);
    expect(syscalls.flock(two, LOCK_EX | LOCK_NB)).toBe(false);
    syscalls.flock(one, LOCK_UN);
    expect(syscalls.flock(two, LOCK_EX | LOCK_NB)).toBe(true);
    closeSync(one);
    closeSync(two);
  });

  it('makes pipes and fifos', () => {
    const { read, write } = syscalls.pipe2();
    expect(readlinkSync(`/proc/self/fd/${read}`)).toMatch(/^pipe:/);
    closeSync(read);
    closeSync(write);
    syscalls.mknod(join(directory, 'fifo'), 0o010644, 0, 0);
    expect(statSync(join(directory, 'fifo')).isFIFO()).toBe(true);
  });

  it('leaves the program only what it was given: no descriptor above 2, no ignored or blocked signal', () => {
    const script = `
      const { linuxSyscalls } = await import(${JSON.stringify(new URL('../../../engine/syscall/linux.ts', import.meta.url).href)});
      const syscalls = linuxSyscalls();
      for (const fd of [0, 1, 2]) { syscalls.setCloseOnExec(fd, false); syscalls.setBlocking(fd); }
      syscalls.closeRangeOnExec(3);
      syscalls.resetSignals();
      syscalls.execve('/bin/sh', ['sh', '-c', 'ls /proc/$$/fd; grep -E "SigBlk|SigIgn" /proc/self/status; echo $VALUE'], ['VALUE=given', 'PATH=/bin:/usr/bin']);
    `;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(said).toBe('0\n1\n2\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\ngiven\n');
  });
});

describe('descriptors that are handed over', () => {
  it('arrive as the same open file, under a number of their own', () => {
    const [ours, theirs] = syscalls.socketpair();
    const file = openSync(join(directory, 'handed'), 'w+');
    syscalls.sendDescriptor(ours, file, 'a name');
    const received = syscalls.receiveDescriptor(theirs);
    expect(received).not.toBe(file);
    expect(readlinkSync(`/proc/self/fd/${received}`)).toBe(join(directory, 'handed'));
    for (const fd of [ours, theirs, file, received]) closeSync(fd);
  });

  it('are not waited for, and not made up', () => {
    const [ours, theirs] = syscalls.socketpair();
    expect(() => syscalls.receiveDescriptor(ours)).toThrow('EAGAIN');
    closeSync(theirs);
    expect(() => syscalls.receiveDescriptor(ours)).toThrow('EPROTO');
    closeSync(ours);
  });
});

describe('a terminal', () => {
  it('has two ends, a size and settings that can be put back', () => {
    const master = openSync('/dev/ptmx', 'r+');
    syscalls.unlockTerminal(master);
    const peer = syscalls.openTerminalPeer(master);
    syscalls.setWindowSize(peer, { rows: 33, columns: 111 });
    expect(syscalls.getWindowSize(master)).toEqual({ rows: 33, columns: 111 });
    const before = syscalls.tcgetattr(peer);
    const changed = Buffer.from(before);
    changed.writeUInt32LE(0, 12);
    syscalls.tcsetattr(peer, changed);
    expect(syscalls.tcgetattr(peer)).not.toEqual(before);
    syscalls.tcsetattr(peer, before);
    expect(syscalls.tcgetattr(peer)).toEqual(before);
    closeSync(peer);
    closeSync(master);
  });

  it('is not what every file is', () => {
    const file = openSync(join(directory, 'file'), 'w');
    expect(() => syscalls.tcgetattr(file)).toThrow(/^ioctl\(\d+, "TCGETS"\): .*ENOTTY/);
    closeSync(file);
  });
});
