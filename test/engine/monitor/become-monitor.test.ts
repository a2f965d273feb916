import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { becomeKeeper } from '../../../engine/monitor/become-monitor.ts';
import { seccompFilter } from '../../../engine/seccomp/filter.ts';
import { open } from '../../../engine/stub/calls/files.ts';
import { prctl, seccompSetModeFilter } from '../../../engine/stub/calls/processes.ts';
import { stubFile } from '../../../engine/stub/executable.ts';
import { Stub } from '../../../engine/stub/stub.ts';
import { PR_SET_NO_NEW_PRIVS } from '../../../engine/syscall/constants.ts';
import { temporaryDirectory } from '../store/temporary-store.ts';

/** What a kernel before 5.11 says of CLOSE_RANGE_CLOEXEC. */
const EINVAL = 22;

it('becomes one without its own descriptors also where the kernel cannot mark all of them at once', async () => {
  const program = spawn('sleep', ['1000'], { stdio: 'ignore' });
  onTestFinished(() => void program.kill('SIGKILL'));
  const [stub, child] = await Stub.start({ file: stubFile(temporaryDirectory()) });
  onTestFinished(() => void child.kill('SIGKILL'));
  const refused = { names: ['close_range'], action: 'SCMP_ACT_ERRNO', errnoRet: EINVAL } as const;
  const filter = await seccompFilter({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [refused] }, process.arch);
  await stub.callAll([prctl(PR_SET_NO_NEW_PRIVS, 1), seccompSetModeFilter(0, filter.program)]);
  const [master] = await stub.callAll([open('/dev/ptmx', 2)]);
  await becomeKeeper(stub, { program: program.pid!, master });
  expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).toMatch(/^learn-run-monitor/);
  const own = readdirSync(`/proc/${child.pid}/fd`).map(Number);
  expect(own.filter((fd) => fd > 2 && fd < 32)).toEqual([]);
});
