import { constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { FULL, LOG_FILES } from '../log/log-entry.ts';
import type { Call } from '../stub/call.ts';
import { close, dup3, memfdCreate, pipe2, seal, write } from '../stub/calls/descriptors.ts';
import { chdir, open } from '../stub/calls/files.ts';
import { fexecve, pidfdOpen, prctl } from '../stub/calls/processes.ts';
import { blockStopSignals, ignoreStopSignals, sigtermFd } from '../stub/calls/signals.ts';
import { timerfdCreate, timerfdSettime } from '../stub/calls/waiting.ts';
import { closeOnExec } from '../stub/close-on-exec.ts';
import type { Stub } from '../stub/stub.ts';
import { PR_SET_PDEATHSIG } from '../syscall/constants.ts';
import { MONITOR_FD, pollPlan } from './descriptors.ts';
import { monitorExecutable } from './executable.ts';

/** What a monitor is to do, besides whom it looks after. */
export interface MonitorOrder {
  /** The sockets that listen to the published ports, from `MONITOR_FD.firstPort` on, one after the other. */
  readonly ports: number;
  /** Absolute path of the container's own directory, which has a file for the status. */
  readonly directory: string;
  /** Seconds after which the container is killed. */
  readonly timeLimit?: number | undefined;
  /** How long a file of the log may become, in bytes; 0: nothing is kept. */
  readonly logFileSize?: number | undefined;
  /**
   * What is executed when the container has ended; with the word that comes last, where a port is called or the monitor is
   * asked to stop.
   */
  readonly command: readonly [...string[], portsWord: string];
  /** `KEY=value` */
  readonly environment: readonly string[];
}

/** What a monitor is to look after. Descriptors are those of the stub that becomes it. */
export interface MonitorWork extends MonitorOrder {
  /** Process id of the container's first process: a child of the stub. */
  readonly init: number;
  /** Where what it writes is read: two pipes, or the master of a terminal. */
  readonly output: number;
  readonly errors: number | undefined;
  /** What it is to hold, to keep it from coming to its end: where the container's stdin is written to. */
  readonly held: readonly number[];
}

/** What the monitor is called in a list of processes. */
const NAME = 'learn-run-monitor';

/** In place of the files of a log where none is kept: renamed to itself, which changes nothing, and opened again, whenever so much has come. */
const NOWHERE = ['/dev/null', '/dev/null', '/dev/null'] as const;

/** The descriptors from here to below those of the monitor are the stub's own, and close when it becomes the monitor. */
const FIRST_OWN = 3;

/**
 * Has a stub become the monitor of its child: from here on neither of them needs us. The stub's pipes end.
 *
 * @throws SyscallError where it could not, and is a stub still
 */
export async function becomeMonitor(stub: Stub, work: MonitorWork): Promise<void> {
  const { directory, timeLimit, logFileSize } = work;
  const files = logFileSize === 0 ? NOWHERE : LOG_FILES;
  const appending = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  const [init, own, log, status] = await stub.callAll([
    pidfdOpen(work.init),
    open(directory, constants.O_RDONLY | constants.O_DIRECTORY),
    open(resolve(directory, files[0]), appending, 0o600),
    open(join(directory, 'status'), constants.O_RDWR | constants.O_NOFOLLOW),
  ]);
  const timer = timeLimit === undefined ? undefined : await startTimer(stub, timeLimit);
  const callers = await addStopSignal(stub, work.ports);
  const words = { arguments: [...files, ...work.command], environment: work.environment, logFileSize };
  await execute(stub, { ...work, callers, init, timer, directory: own, log, status }, words);
}

/** A program whose terminal nobody looks at any more. Descriptors are those of the stub. */
export interface KeptTerminal {
  /** Process id of the program, which need not be a child of the stub. */
  readonly program: number;
  readonly master: number;
}

/**
 * Has a stub become who keeps a terminal open: a monitor that forgets what it reads, and ends with the program.
 *
 * @throws SyscallError where it could not, and is a stub still
 */
export async function becomeKeeper(stub: Stub, { program, master }: KeptTerminal): Promise<void> {
  const [init, nowhere] = await stub.callAll([pidfdOpen(program), open('/dev/null', constants.O_RDWR)]);
  const nothing = { errors: undefined, held: [], timer: undefined, directory: nowhere, log: nowhere, status: nowhere };
  // There is nobody to be called at the end: without its last word the command is empty.
  const words = { arguments: [...NOWHERE, NAME], environment: [] };
  await execute(stub, { ...nothing, output: master, init, callers: 0 }, words);
}

/** What the program is executed with, besides its name: first the names of the files of the log. */
interface MonitorWords extends Pick<MonitorOrder, 'logFileSize'> {
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
}

async function execute(stub: Stub, work: Omit<Placed, 'plan'> & { readonly callers: number }, words: MonitorWords) {
  const [memory, plan] = await stub.callAll([memfdCreate(NAME), pipe2()]);
  const { errors, timer, callers } = work;
  await closeOnExec(stub, { first: FIRST_OWN, last: MONITOR_FD.plan - 1 });
  await stub.callSlowly([
    write(plan.write, pollPlan({ hasErrors: errors !== undefined, hasTimer: timer !== undefined, callers })),
    write(memory, monitorExecutable(process.arch, words.logFileSize || FULL)!),
    seal(memory),
    ...placing({ ...work, plan: plan.read }),
    // Nothing of the caller's may be kept from being unmounted.
    chdir('/'),
    // The last moment at which it would end with us.
    prctl(PR_SET_PDEATHSIG, 0),
    fexecve(memory, [NAME, ...words.arguments], words.environment),
  ]);
}

/** Puts behind the sockets what is called where the monitor is to stop. How many there are with it. */
async function addStopSignal(stub: Stub, ports: number): Promise<number> {
  await stub.callAll([...ignoreStopSignals(), blockStopSignals()]);
  const signals = await stub.call(sigtermFd());
  await stub.callAll([dup3(signals, MONITOR_FD.firstPort + ports), close(signals)]);
  return ports + 1;
}

async function startTimer(stub: Stub, seconds: number): Promise<number> {
  const timer = await stub.call(timerfdCreate());
  await stub.call(timerfdSettime(timer, seconds));
  return timer;
}

interface Placed extends Pick<MonitorWork, 'output' | 'errors' | 'held'> {
  readonly init: number;
  readonly timer: number | undefined;
  readonly plan: number;
  readonly directory: number;
  readonly log: number;
  readonly status: number;
}

/** Puts each descriptor to where the monitor looks for it. */
function placing({ held, output, errors, init, timer, plan, directory, log, status }: Placed): Call[] {
  const { firstHeld, lastHeld } = MONITOR_FD;
  if (held.length > lastHeld - firstHeld + 1) throw new RangeError(`a monitor cannot hold ${held.length} descriptors`);
  const placed = { output, errors, init, timer, plan, directory, log, status };
  const entries = Object.entries(placed) as [keyof typeof placed, number | undefined][];
  return [
    ...entries.flatMap(([name, fd]) => (fd === undefined ? [] : [dup3(fd, MONITOR_FD[name])])),
    ...held.map((fd, index) => dup3(fd, firstHeld + index)),
  ];
}
