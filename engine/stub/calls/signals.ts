import { constants } from 'node:os';
import { type Call, call, numberCall } from '../call.ts';

const SIG_BLOCK = 0;
const SIG_IGN = 1;
const SA_RESTORER = 0x04000000;
const { SIGHUP, SIGTERM } = constants.signals;
/** What a signal set of the kernel takes. */
const SIGSET_SIZE = 8;

/** rt_sigaction(2): calls the code at this address when the signal comes. It is not expected to come back. */
export const setSignalHandler = (signal: number, address: number): Call =>
  call('rt_sigaction', signal, { words: [address, SA_RESTORER, address, 0] }, null, SIGSET_SIZE);

/** A signal set of the kernel: the lowest bit is signal 1. */
const setOf = (...signals: readonly number[]) => ({ words: [signals.reduce((bits, one) => bits + 2 ** (one - 1), 0)] });

/**
 * rt_sigprocmask(2): SIGTERM and SIGHUP wait from here on. Who stops a service, or a session, sends them to every process
 * in its cgroup: to us as well as to whom we look after.
 */
export const blockStopSignals = (): Call => ({
  ...call('rt_sigprocmask', SIG_BLOCK, setOf(SIGHUP, SIGTERM), null, SIGSET_SIZE),
  shown: {
    name: 'rt_sigprocmask',
    args: [{ value: SIG_BLOCK, names: { SIG_BLOCK } }, { text: '[SIGHUP SIGTERM]' }, null],
  },
});

/**
 * rt_sigaction(2) SIG_IGN of the same, for who becomes a Node: that lets through at once what has waited, and is ended by
 * what it does not ignore.
 */
export const ignoreStopSignals = (): Call[] =>
  [SIGHUP, SIGTERM].map((signal) => ({
    ...call('rt_sigaction', signal, { words: [SIG_IGN, 0, 0, 0] }, null, SIGSET_SIZE),
    shown: { name: 'rt_sigaction', args: [signal, { value: SIG_IGN, names: { SIG_IGN } }, null] },
  }));

/** signalfd(2): readable while a SIGTERM waits for the process that looks. */
export const sigtermFd = (): Call<number> => numberCall('signalfd4', -1, setOf(SIGTERM), SIGSET_SIZE, 0);
