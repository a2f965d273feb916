import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendDescriptor } from '../../../engine/stub/calls/descriptor-passing.ts';
import { open } from '../../../engine/stub/calls/files.ts';
import { unlockTerminal } from '../../../engine/stub/calls/terminals.ts';
import { stubFile } from '../../../engine/stub/executable.ts';
import { Stub } from '../../../engine/stub/stub.ts';
import { LOCK_EX, LOCK_NB, LOCK_UN, RESOLVE_IN_ROOT } from '../../../engine/syscall/constants.ts';
import { SyscallError } from '../../../engine/syscall/errors.ts';
import { linuxSyscalls } from '../../../engine/syscall/linux.ts';
import { whileRenaming } from '../../fixtures/renames.ts';

const syscalls = linuxSyscalls();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-syscall-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('linuxSyscalls', () => {
  it('throws an error with the fields that Node gives to its own', () => {
    const mistake = () => syscalls.chdir(join(directory, 'missing'));
    expect(mistake).toThrow(SyscallError);
    expect(mistake).toThrow(expect.objectContaining({ syscall: 'chdir' }));
    expect(mistake).toThrow(/^chdir\(".*missing"\): .* \(ENOENT\)$/);
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

  it('opens a path with .. in it while something is renamed elsewhere', async () => {
    mkdirSync(join(directory, 'a'));
    const root = openSync(directory, 'r');
    await whileRenaming(join(directory, 'elsewhere'), async () => {
      for (let round = 0; round < 1000; round++) closeSync(syscalls.openat2(root, 'a/../a/..', 0, 0, RESOLVE_IN_ROOT));
    });
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

  it('makes fifos', () => {
    syscalls.mknod(join(directory, 'fifo'), 0o010644, 0, 0);
    expect(statSync(join(directory, 'fifo')).isFIFO()).toBe(true);
  });
});

describe('descriptors that are handed over', () => {
  it('arrive as the file that another process has open', async () => {
    const received = await handedOver(async (stub) => {
      writeFileSync(join(directory, 'handed'), '');
      return stub.call(open(join(directory, 'handed')));
    });
    expect(readlinkSync(`/proc/self/fd/${received}`)).toBe(join(directory, 'handed'));
    closeSync(received);
  });

  it('go from one end to the other, and stay open where they come from', () => {
    const [ours, theirs] = syscalls.socketpair();
    const sent = openSync(join(directory, 'sent'), 'w');
    syscalls.sendDescriptor(ours, sent);
    const received = syscalls.receiveDescriptor(theirs);
    expect(readlinkSync(`/proc/self/fd/${received}`)).toBe(join(directory, 'sent'));
    expect(received).not.toBe(sent);
    for (const fd of [ours, theirs, sent, received]) closeSync(fd);
  });

  it('are copied from a process that does not hand them over', async () => {
    const file = join(directory, 'copied');
    writeFileSync(file, '');
    const [stub] = await Stub.start({ file: stubFile(directory) });
    const copy = syscalls.copyDescriptor(stub.pid, await stub.call(open(file)));
    expect(readlinkSync(`/proc/self/fd/${copy}`)).toBe(file);
    expect(() => syscalls.copyDescriptor(stub.pid, 99)).toThrow(/^pidfd_getfd.*bad file descriptor/);
    closeSync(copy);
    stub.close();
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
  it('has two ends, a size and settings that can be put back', async () => {
    const master = await handedOver(async (stub) => {
      const ptmx = await stub.call(open('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY));
      await stub.call(unlockTerminal(ptmx));
      return ptmx;
    });
    const peer = syscalls.openTerminalPeer(master);
    syscalls.setWindowSize(peer, { rows: 33, columns: 111 });
    expect(execFileSync('stty', ['size'], { stdio: [peer, 'pipe', 'inherit'], encoding: 'utf8' })).toBe('33 111\n');
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

/** What `use` has opened in another process, by its number in this one. */
async function handedOver(use: (stub: Stub) => Promise<number>): Promise<number> {
  const [ours, theirs] = syscalls.socketpair();
  const [stub] = await Stub.start({ file: stubFile(directory), stdio: ['ignore', 'ignore', 'ignore', theirs] });
  await stub.call(sendDescriptor(3, await use(stub), 'a name'));
  const received = syscalls.receiveDescriptor(ours);
  stub.close();
  for (const fd of [ours, theirs]) closeSync(fd);
  return received;
}
