import { spawnSync } from 'node:child_process';
import { processesOf } from '../../../engine/lifecycle/processes.ts';
import type { Run } from '../command.ts';
import { Unsupported, UsageMistake } from '../errors.ts';
import { optionOf } from '../flags.ts';
import { writeAll } from '../log.ts';

export const ps: Run = async (words, { store }) => {
  const [id, ...options] = words.args;
  const format = optionOf(words, 'format') ?? 'table';
  const pids = processesOf(store.read(id!));
  if (format === 'json') writeAll(1, `${JSON.stringify(pids)}\n`);
  else if (format === 'table') writeAll(1, table(pids, options.length === 0 ? ['-ef'] : options));
  else throw new UsageMistake('invalid format option');
  return 0;
};

/** What ps(1) says of these processes. */
function table(pids: readonly number[], options: readonly string[]): string {
  const { stdout, error } = spawnSync('ps', [...options], { encoding: 'utf8' });
  if (error) throw new Unsupported(`cannot list processes: ps: ${error.message}`);
  const [head = '', ...lines] = stdout.trimEnd().split('\n');
  const column = head.trim().split(/\s+/).indexOf('PID');
  if (column < 0) throw new UsageMistake(`couldn't find PID field in ps output: ps ${options.join(' ')}`);
  const own = lines.filter((line) => pids.includes(Number(line.trim().split(/\s+/)[column])));
  return [head, ...own].map((line) => `${line}\n`).join('');
}
