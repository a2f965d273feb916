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

/** `learn-run top`, as docker's: it asks the host's ps for all processes, and shows those of the container. */
export async function top(words: readonly string[], io: Io): Promise<number> {
  const [name, ...options] = words;
  const parser = newParser('top', INTRODUCTION, io).argument('<container>');
  if (!parse(parser, name === undefined ? [] : [name])) return 0;
  return withContainers(io, async (engine) => {
    const pids = processesOf(engine, runningContainer(engine, name!));
    for (const line of linesOf(options.length > 0 ? options : ['-ef'], new Set(pids))) io.stdout.write(`${line}\n`);
    return 0;
  });
}

function linesOf(options: readonly string[], pids: ReadonlySet<number>): string[] {
  const { stdout, stderr, status, error } = spawnSync('ps', options, { encoding: 'utf8' });
  if (error) throw new UsageError(`cannot start ps: ${error.message}`, 'top', 'It is of the package procps.');
  if (status !== 0) throw new UsageError(`ps: ${stderr.trim().split('\n', 1)[0]}`, 'top');
  const [head = '', ...lines] = stdout.trimEnd().split('\n');
  const column = head.trim().split(/\s+/).indexOf('PID');
  if (column < 0) throw new UsageError("Couldn't find PID field in ps output", 'top');
  return [head, ...lines.filter((line) => pids.has(Number(line.trim().split(/\s+/)[column])))];
}
