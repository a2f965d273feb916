import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../engine/seccomp/architectures.ts';
import { DEFAULT_PROFILE } from '../../../engine/seccomp/default-profile.ts';
import { syscallNumbers, X32_SYSCALL_BIT } from '../../../engine/syscall/numbers.ts';

const HEADERS = '/usr/include/x86_64-linux-gnu/asm';
const X86 = { unistd_64: 'SCMP_ARCH_X86_64', unistd_32: 'SCMP_ARCH_X86', unistd_x32: 'SCMP_ARCH_X32' };
const hasHeaders = existsSync(`${HEADERS}/unistd_64.h`);
const hasResolver = spawnSync('scmp_sys_resolver', ['-h']).error === undefined;

describe('syscallNumbers', () => {
  it('has a table for every architecture, in which no number is used twice', () => {
    for (const { name } of ARCHITECTURES) {
      const numbers = [...syscallNumbers(name)!];
      const aliases = numbers.filter(([call]) => call !== 'arm_sync_file_range');
      expect(new Set(aliases.map(([, number]) => number)).size).toBe(aliases.length);
      expect(syscallNumbers(name)!.get('openat2')).toBe(name === 'SCMP_ARCH_X32' ? X32_SYSCALL_BIT + 437 : 437);
    }
    expect(syscallNumbers('SCMP_ARCH_S390X')).toBeUndefined();
  });

  it("knows every name of Docker's default policy somewhere", () => {
    const known = new Set(ARCHITECTURES.flatMap(({ name }) => [...syscallNumbers(name)!.keys()]));
    expect(DEFAULT_PROFILE.syscalls.flatMap(({ names }) => names).filter((name) => !known.has(name))).toEqual([]);
  });

  it.skipIf(!hasHeaders).each(Object.entries(X86))(
    `has every number of the kernel's %s.h${hasHeaders ? '' : ' (skipped: needs linux-libc-dev on amd64)'}`,
    (file, architecture) => {
      const bit = architecture === 'SCMP_ARCH_X32' ? X32_SYSCALL_BIT : 0;
      const lines = readFileSync(`${HEADERS}/${file}.h`, 'utf8').matchAll(/^#define __NR_(\w+) .*?(\d+)\)?$/gm);
      const theirs = [...lines].map(([, name, number]) => [name!, Number(number) + bit] as const);
      expect(theirs.length).toBeGreaterThan(300);
      const ours = syscallNumbers(architecture)!;
      const sameName = theirs.filter(([name]) => ours.has(name));
      expect(sameName.map(([name]) => [name, ours.get(name)])).toEqual(sameName);
      // A header that is newer than our table has more.
      expect(theirs.filter(([name, number]) => !ours.has(name) && (number & ~X32_SYSCALL_BIT) < 467)).toEqual([]);
    },
  );

  it.skipIf(!hasResolver)(
    `agrees with libseccomp${hasResolver ? '' : ' (skipped: needs Debian package seccomp)'}`,
    () => {
      for (const { name } of ARCHITECTURES) {
        const architecture = name.replace('SCMP_ARCH_', '').toLowerCase();
        for (const call of ['read', 'execve', 'clone', 'socket', 'personality', 'clone3', 'mount', 'ptrace', 'bpf']) {
          const { stdout } = spawnSync('scmp_sys_resolver', ['-a', architecture, call], { encoding: 'utf8' });
          // On 32-bit x86 libseccomp calls sockets by a number of its own, for socketcall.
          if (Number(stdout) >= 0)
            expect([name, call, syscallNumbers(name)!.get(call)]).toEqual([name, call, Number(stdout)]);
        }
      }
    },
  );
});
