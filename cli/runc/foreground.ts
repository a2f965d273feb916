import { constants } from 'node:os';
import type { Terminal } from '../../engine/runtime/terminal.ts';
import { exitCodeOfStatus, type WaitStatus } from '../../engine/runtime/wait-status.ts';
import type { ForegroundConsole } from './foreground-console.ts';

/** A process that is about to become its program. */
export interface Program {
  readonly pid: number;
  start(): Promise<void>;
  wait(): Promise<WaitStatus>;
}

/** Signals that are ours, or that nobody can hand on. */
const KEPT = new Set(
  'SIGKILL SIGSTOP SIGCHLD SIGPIPE SIGURG SIGSEGV SIGBUS SIGFPE SIGILL SIGTRAP SIGSYS SIGSTKFLT SIGIOT SIGPOLL SIGUNUSED SIGBREAK SIGINFO SIGLOST SIGPROF SIGVTALRM'.split(
    ' ',
  ),
);

/** Starts a program and stays with it: hands signals on, shows its terminal, and gives back its exit code. */
export async function runInForeground(program: Program, console: ForegroundConsole | undefined): Promise<number> {
  const terminal = console?.receive();
  const shown = terminal && (await show(terminal));
  const stopForwarding = forwardSignals(program.pid, terminal);
  try {
    await program.start();
    const status = await program.wait();
    terminal?.end();
    await shown?.drained;
    return exitCodeOfStatus(status);
  } finally {
    stopForwarding();
    shown?.leave();
  }
}

async function show(terminal: Terminal) {
  const { showTerminal } = await import('./show-terminal.ts');
  return showTerminal(terminal);
}

function forwardSignals(pid: number, terminal: Terminal | undefined): () => void {
  const names = (Object.keys(constants.signals) as NodeJS.Signals[]).filter((name) => !KEPT.has(name));
  const forward = (signal: NodeJS.Signals) => {
    if (signal === 'SIGWINCH' && terminal) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended a moment ago, and that is told in another way.
    }
  };
  for (const name of names) process.on(name, forward);
  return () => {
    for (const name of names) process.off(name, forward);
  };
}
