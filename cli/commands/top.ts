import { spawnSync } from 'node:child_process';
import { processesOf } from '../../engine/container-processes.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { runningContainer, withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: 'CONTAINER [ps OPTIONS]',
  description: 'List what runs in a container, as ps of the host shows it.',
  examples: [
    ['learn-run top web', 'its processes, with the numbers that the host has for them'],
    ['learn-run top web -o pid,user,rss,args', 'other columns'],
  ],
} as const;

/** `learn-run top`, as docker's: it asks the host's ps for the processes of the container. */
export async function top(words: readonly string[], io: Io): Promise<number> {
  const [name, ...options] = words[0] === '--' ? words.slice(1) : words;
  const parser = newParser('top', INTRODUCTION, io).argument('<container>');
  if (!parse(parser, name === undefined ? [] : [name])) return 0;
  return withContainers(io, async (engine) => {
    const pids = processesOf(engine, runningContainer(engine, name!));
    const asked = options.flatMap((option) => option.split(/\s+/)).filter(Boolean);
    for (const line of linesOf(asked.length > 0 ? asked : ['-ef'], new Set(pids))) io.stdout.write(`${line}\n`);
    return 0;
  });
}

function linesOf(options: readonly string[], pids: ReadonlySet<number>): string[] {
  const [head = '', ...lines] = askPs(options, pids).trimEnd().split('\n');
  const column = head.trim().split(/\s+/).indexOf('PID');
  if (column < 0) throw new UsageError("Couldn't find PID field in ps output", 'top');
  return [head, ...lines.filter((line) => pids.has(Number(line.trim().split(/\s+/)[column])))];
}

/** Of these processes, where ps takes that together with the options: options that name none mean those of our own terminal. */
function askPs(options: readonly string[], pids: ReadonlySet<number>): string {
  const chosen = ps([...options, '-q', [...pids].join(',')]);
  const { stdout, stderr, status, error } = chosen.status === 0 ? chosen : ps(options);
  if (error) throw new UsageError(`cannot start ps: ${error.message}`, 'top', 'It is of the package procps.');
  if (status !== 0) throw new UsageError(`ps: ${stderr.trim().split('\n', 1)[0]}`, 'top');
  return stdout;
}

const ps = (words: readonly string[]) => spawnSync('ps', words, { encoding: 'utf8' });
