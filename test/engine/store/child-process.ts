import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('./store-process.ts', import.meta.url));

/** How a process of `store-process.ts` ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Lets `count` processes do the same task on one store at the same time. Fails where one of them fails. */
export async function inProcesses(count: number, root: string, task: string, args: string[]): Promise<string[]> {
  const ended = await Promise.all(
    Array.from({ length: count }, (_, number) =>
      runProcess(process.execPath, [WORKER, root, task, `${number}`, ...args]),
    ),
  );
  for (const { code, stderr } of ended) if (code !== 0) throw new Error(`a process failed: ${stderr}`);
  return ended.map(({ stdout }) => stdout.trim());
}

/** Lets one process do a task under strace(1), which does to it what `inject` says. */
export async function inProcessInjected(inject: string, root: string, task: string, args: string[]): Promise<Ended> {
  const [calls] = inject.split(':');
  const strace = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${inject}`];
  return await runProcess('strace', [...strace, process.execPath, WORKER, root, task, '0', ...args]);
}

export async function runProcess(program: string, args: string[]): Promise<Ended> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}
