import { describe, expect, it } from 'vitest';
import { mknod, open } from '../../../engine/stub/calls/files.ts';
import { mount, pivotRoot } from '../../../engine/stub/calls/mounts.ts';
import { execve, prctl, seccompSetModeFilter, unshare } from '../../../engine/stub/calls/processes.ts';
import { errorOf, shownCall } from '../../../engine/stub/show.ts';
import {
  CLONE_NEWNS,
  CLONE_NEWUTS,
  MS_PRIVATE,
  MS_REC,
  PR_SET_NO_NEW_PRIVS,
} from '../../../engine/syscall/constants.ts';

const shown = (call: Parameters<typeof shownCall>[0]) => {
  const { name, args } = shownCall(call);
  return `${name}(${args.join(', ')})`;
};

describe('shownCall', () => {
  it.each([
    [unshare(CLONE_NEWNS | CLONE_NEWUTS), 'unshare(CLONE_NEWNS|CLONE_NEWUTS)'],
    [mount('none', '/', null, MS_REC | MS_PRIVATE, null), 'mount("none", "/", NULL, MS_REC|MS_PRIVATE, NULL)'],
    [mount('none', '/', null, 0, null), 'mount("none", "/", NULL, 0, NULL)'],
    [pivotRoot('.', '.'), 'pivot_root(".", ".")'],
    [prctl(PR_SET_NO_NEW_PRIVS, 1), 'prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)'],
    [open('/etc', 0o40000000), 'openat(AT_FDCWD, "/etc", O_CLOEXEC|0x800000, 0)'],
    [mknod('/dev/null', 0o20666, 1, 3), 'mknodat(AT_FDCWD, "/dev/null", 8630, makedev(1, 3))'],
    [seccompSetModeFilter(0, Buffer.alloc(16)), 'seccomp SECCOMP_SET_MODE_FILTER(0, 2 instructions)'],
  ])('shows a call as strace would: %#', (call, text) => {
    expect(shown(call)).toBe(text);
  });

  it('does not show the environment of the program, which may hold secrets', () => {
    const call = execve('/hello', ['/hello', 'x'], ['TOKEN=s3cret']);
    expect(shown(call)).toBe('execve("/hello", ["/hello","x"], 1 variables)');
    expect(errorOf(call, -2).message).toBe(
      'execve("/hello", ["/hello","x"], 1 variables): no such file or directory (ENOENT)',
    );
  });
});
