import { readdirSync, readFileSync } from 'node:fs';
import { until } from '../until.ts';
import { SystemdRefused } from './manager.ts';

/** Resolves when the process is in the unit: systemd answers before it is. @throws SystemdRefused after ten seconds */
export async function awaitMembership(pid: number, name: string): Promise<void> {
  if (await until(() => isInUnit(pid, name))) return;
  throw new SystemdRefused(`systemd has not put process ${pid} into ${name} within ten seconds`, {
    hint: `systemctl status ${name} and the journal say more.`,
  });
}

/** In v2, and in systemd's own hierarchy of v1: it is there before the other hierarchies are told. */
export function isInUnit(pid: number, name: string): boolean {
  return readLines(`/proc/${pid}/cgroup`).some((line) => line.endsWith(`/${name}`));
}

/**
 * The processes that this one has started, and those that they have started. What has ended and still waits for its
 * parent can be moved nowhere.
 *
 * @see proc_tid_children(5)
 */
export function descendantsOf(pid: number): number[] {
  const children = tasksOf(pid).flatMap((task) => readLines(`/proc/${pid}/task/${task}/children`).flatMap(numbersIn));
  return children.filter(isAlive).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** @see proc_pid_status(5) */
function isAlive(pid: number): boolean {
  return readLines(`/proc/${pid}/status`).some((line) => /^State:\s+[^ZX]/.test(line));
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

const numbersIn = (line: string) => line.split(' ').filter(Boolean).map(Number);

/** None where the process is gone. */
function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
