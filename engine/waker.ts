import { killQuietly } from './kill-quietly.ts';
import { HostUnsupported } from './runtime/errors.ts';
import { chdir } from './stub/calls/files.ts';
import { execve, pidfdOpen, prctl } from './stub/calls/processes.ts';
import { awaitReadable, timerfdCreate, timerfdSettime } from './stub/calls/waiting.ts';
import { closeOnExec } from './stub/close-on-exec.ts';
import { stubFile } from './stub/executable.ts';
import { Stub } from './stub/stub.ts';
import { PR_SET_NAME } from './syscall/constants.ts';
import { codeOf } from './syscall/error-code.ts';
import { identityOf, isRunning, type ProcessIdentity } from './syscall/process-identity.ts';

/** What a waker executes, with the id of the container behind it. */
export interface WakerOrder {
  readonly command: readonly [string, ...string[]];
  /** `KEY=value` */
  readonly environment: readonly string[];
}

/** What the waker is called in a list of processes. */
const NAME = 'learn-run-waker';

/** Standard input, output and error are /dev/null; everything above is the stub's own. */
const FIRST_OWN = 3;

/** What it waits for: the end of a process, by its id, or a time from now, in milliseconds. */
export type Occasion = { readonly end: number } | { readonly after: number };

/**
 * Starts a process of a few hundred bytes that does nothing until its occasion comes, and then executes a command. It
 * goes on without us, in our namespaces: the monitor of an ordinary user's container is in those of the container, where
 * nothing can be started as it was.
 *
 * @param programs directory for the stub's executable
 * @throws StubNotStarted, HostUnsupported; SyscallError where there is no such process
 * @see pidfd_open(2), timerfd_create(2)
 */
export async function startWaker(programs: string, occasion: Occasion, order: WakerOrder): Promise<ProcessIdentity> {
  const { command, environment } = order;
  const [stub, child] = await Stub.start({ file: stubFile(programs) });
  child.unref();
  try {
    const awaited =
      'end' in occasion ? await stub.call(pidfdOpen(occasion.end)) : await startTimer(stub, occasion.after);
    await stub.callAll([prctl(PR_SET_NAME, NAME), chdir('/')]);
    await closeOnExec(stub, { first: FIRST_OWN });
    const identity = identityOf(stub.pid)!;
    stub.leave([awaitReadable([awaited]), execve(command[0], command, environment)]);
    return identity;
  } catch (error) {
    stub.close();
    if (codeOf(error) === 'ENOSYS') throw tooOld(error);
    throw error;
  }
}

async function startTimer(stub: Stub, milliseconds: number): Promise<number> {
  const timer = await stub.call(timerfdCreate());
  await stub.call(timerfdSettime(timer, milliseconds / 1000));
  return timer;
}

function tooOld(cause: unknown): HostUnsupported {
  return new HostUnsupported(
    'cannot wait for the end of a container to start it again: that takes Linux 5.3 or later',
    {
      cause,
      hint: 'Without --restart it runs here as well.',
    },
  );
}

/** Ends a waker that nobody needs any more, whatever it has become; one that does so itself goes on. Idempotent. */
export function endWaker(waker: ProcessIdentity | undefined): void {
  if (waker !== undefined && waker.pid !== process.pid && isRunning(waker)) killQuietly(waker.pid);
}
