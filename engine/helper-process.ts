import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { killQuietly } from './kill-quietly.ts';
import type { HelperOrder, RunningHelper } from './network/user-attachment.ts';
import { chdir } from './stub/calls/files.ts';
import { execve, pidfdOpen, prctl } from './stub/calls/processes.ts';
import { awaitReadable } from './stub/calls/waiting.ts';
import { closeOnExec } from './stub/close-on-exec.ts';
import { stubFile } from './stub/executable.ts';
import { Stub } from './stub/stub.ts';
import { PR_SET_PDEATHSIG, SIGKILL } from './syscall/constants.ts';
import { identityOf, isRunning } from './syscall/process-identity.ts';

/** In the container's directory: what the helper complains about. A pipe would come to its end with us. */
const COMPLAINTS = 'network-helper.log';
/** How much of it is told. */
const LONGEST = 4096;

/**
 * Starts a helper that ends with us, or with the launcher that its container is left to, whatever ends them. It dies with
 * its parent, a stub, and that one ends when nobody is there any more to tell it something, or when the launcher has.
 *
 * @param programs directory for the stub's executable
 * @throws StubNotStarted; SyscallError where the program cannot be executed
 */
export async function startHelper(programs: string, order: HelperOrder): Promise<RunningHelper> {
  const { command, environment, directory, directoryFd } = order;
  const complaints = openSync(join(directory, COMPLAINTS), 'w', 0o600);
  const stdio = ['ignore', 'ignore', complaints, directoryFd] as const;
  const [parent, child] = await Stub.start({ file: stubFile(programs), stdio }).finally(() => closeSync(complaints));
  child.unref();
  try {
    const helper = await parent.fork();
    await helper.callAll([prctl(PR_SET_PDEATHSIG, SIGKILL), chdir(directory)]);
    await closeOnExec(helper, { first: stdio.length });
    await helper.callSlowly([execve(command[0], command, environment)]);
    helper.close();
    return runningHelper(parent, child, helper.pid, directory);
  } catch (error) {
    parent.close();
    throw error;
  }
}

function runningHelper(parent: Stub, child: ChildProcess, pid: number, directory: string): RunningHelper {
  const identity = identityOf(pid);
  const isThere = () => identity !== undefined && isRunning(identity);
  return {
    pid,
    get isRunning() {
      return isThere();
    },
    get complaint() {
      return readFileSync(join(directory, COMPLAINTS), 'utf8').slice(-LONGEST);
    },
    async leaveTo(holder) {
      const process = await parent.call(pidfdOpen(holder));
      parent.leave([awaitReadable([process])]);
    },
    async end() {
      for (; isThere(); await wait(1)) killQuietly(pid);
      parent.close();
      child.kill('SIGKILL');
    },
  };
}
