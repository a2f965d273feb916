import * as constants from './constants.ts';
import type { Syscalls } from './syscalls.ts';

/** One kernel call that was made, in words that can be shown and kept: what strace(1) would print. */
export interface TracedCall {
  readonly name: string;
  /** The arguments in the C order, flags by name. */
  readonly args: readonly string[];
  /** The result, or the symbolic name of the error. */
  readonly result: string;
}

/** Told of each call: before it is made, so that somebody may wait, and after. */
export interface Tracer {
  before(name: string, args: readonly string[]): void;
  after(call: TracedCall): void;
}

/** The same syscalls, each told to the tracer. */
export function traceSyscalls(syscalls: Syscalls, tracer: Tracer): Syscalls {
  const handler = {
    get: (target: Syscalls, property: string) => {
      const call = target[property as keyof Syscalls] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => traced(property, call, args, tracer);
    },
  };
  return new Proxy(syscalls, handler);
}

function traced(property: string, call: (...args: unknown[]) => unknown, args: unknown[], tracer: Tracer): unknown {
  const name = C_NAMES[property] ?? property;
  const shown = args.map((value, index) => shownArgument(property, index, value));
  tracer.before(name, shown);
  try {
    const result = call(...args);
    tracer.after({ name, args: shown, result: result === undefined ? '0' : shownValue(result) });
    return result;
  } catch (error) {
    tracer.after({ name, args: shown, result: (error as { code?: string }).code ?? String(error) });
    throw error;
  }
}

/** Where the camelCase name is not the C name. */
const C_NAMES: Readonly<Record<string, string>> = {
  pivotRoot: 'pivot_root',
  closeRangeOnExec: 'close_range',
  setInterfaceUp: 'ioctl SIOCSIFFLAGS IFF_UP',
  setCloseOnExec: 'fcntl F_SETFD',
  setBlocking: 'fcntl F_SETFL',
  resetSignals: 'rt_sigaction',
  seccompSetModeFilter: 'seccomp SECCOMP_SET_MODE_FILTER',
  sendDescriptor: 'sendmsg SCM_RIGHTS',
  unlockTerminal: 'ioctl TIOCSPTLCK',
  openTerminalPeer: 'ioctl TIOCGPTPEER',
  setControllingTerminal: 'ioctl TIOCSCTTY',
  setWindowSize: 'ioctl TIOCSWINSZ',
};

const named = (prefix: RegExp) => Object.entries(constants).filter(([name]) => prefix.test(name)) as [string, number][];
const CLONE = named(/^CLONE_/);
const MS = named(/^MS_/);
const UMOUNT = named(/^(MNT|UMOUNT)_/);
const PR = named(/^PR_(?!CAP_AMBIENT_)/);

/** The arguments that are numbers with names: by call and position. */
const FLAGS: Readonly<Record<string, readonly [number, [string, number][]]>> = {
  unshare: [0, CLONE],
  setns: [1, CLONE],
  mount: [3, MS],
  umount2: [1, UMOUNT],
};

function shownArgument(property: string, index: number, value: unknown): string {
  const flags = FLAGS[property];
  if (flags?.[0] === index && typeof value === 'number') return shownFlags(value, flags[1]);
  if (property === 'prctl' && index === 0) return PR.find(([, number]) => number === value)?.[0] ?? String(value);
  if (property === 'execve' && index === 2 && Array.isArray(value)) return `${value.length} variables`;
  if (property === 'seccompSetModeFilter' && Buffer.isBuffer(value)) return `${value.length / 8} instructions`;
  return shownValue(value);
}

function shownFlags(value: number, names: [string, number][]): string {
  const set = names.filter(([, bit]) => (value & bit) !== 0).map(([name]) => name);
  return set.length > 0 ? set.join('|') : String(value);
}

function shownValue(value: unknown): string {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('latin1'));
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}: ${item}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value) ?? String(value);
}
