import { readFileSync } from 'node:fs';
import { LEARN_RUN, sh } from './surroundings.ts';
import type { Target } from './table.ts';

const IMAGE = 'learn.localhost/stubborn';
const LIMIT: Target = { against: 'megabytes of a monitor', atMost: 40 };

/** What stays with a container in the background that does nothing: what is it called, and how much memory is its? */
export function benchMonitor(directory: string): readonly Target[] {
  const learnRun = (...words: readonly string[]) =>
    sh('env', `LEARN_RUN_HOME=${directory}/monitor`, process.execPath, '--', LEARN_RUN, ...words).trim();
  const id = learnRun('run', '-d', '--network', 'none', IMAGE);
  try {
    const program = Number(learnRun('inspect', '-f', '{{.State.Pid}}', id));
    const monitor = readFileSync(`/proc/${statusField(program, 'PPid')}/status`, 'utf8');
    const [name, kilobytes] = [fieldOf(monitor, 'Name'), Number.parseInt(fieldOf(monitor, 'VmRSS'), 10)];
    const isMet = kilobytes / 1024 < LIMIT.atMost;
    process.stdout.write(
      `An idle container in the background:\n  its monitor (${name}) takes ${kilobytes} kB of memory, target below ${LIMIT.atMost} MB: ${isMet ? 'met' : 'MISSED'}\n\n`,
    );
    return isMet ? [] : [LIMIT];
  } finally {
    learnRun('rm', '-f', id);
  }
}

const statusField = (pid: number, name: string) => fieldOf(readFileSync(`/proc/${pid}/status`, 'utf8'), name);

/** One line of a process's status. @see proc_pid_status(5) */
function fieldOf(status: string, name: string): string {
  const value = new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
  if (value === undefined) throw new Error(`the status of the monitor has no ${name}`);
  return value;
}
