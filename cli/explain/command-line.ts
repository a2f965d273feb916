import { type RunArgv, splitRunArgv } from '../argv.ts';
import { newParser } from '../commands/parser.ts';
import { FlagError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { DOCKER_FLAGS, everyRunFlag, type Flag } from '../options/docker-flags.ts';
import { DOCKER_OPTIONS } from '../options/docker-options.ts';
import { addRunOptions, FLAGS_AFTER_IMAGE } from '../options/run-options.ts';
import { readInvocation, type Tool } from './invocation.ts';
import { knowledgeOf } from './knowledge.ts';
import { NOT_PODMANS, PODMAN_FLAGS } from './podman-flags.ts';

/** One flag as it was given. */
export interface GivenFlag {
  /** With its dashes: `--memory`. */
  readonly long: string;
  readonly short: string | undefined;
  /** Undefined for a switch. */
  readonly value: string | undefined;
  /** As our own `run` takes it: `--memory=64m`. */
  readonly option: string;
  readonly standing: Standing;
}

/** Whose flag it is, and whether our own `run` has it. */
export type Standing = 'supported' | 'unsupported' | 'teaching';

/** A command line of `run`, taken apart. */
export interface CommandLine {
  readonly tool: Tool;
  readonly flags: readonly GivenFlag[];
  readonly image: string;
  readonly command: readonly string[];
}

/**
 * Reads `docker run …`, `podman run …`, `learn-run …`, or what would stand behind them.
 *
 * @throws UsageError where a flag is not the tool's, or no image is named
 */
export function readCommandLine(words: readonly string[], io: Pick<Io, 'stdout'>): CommandLine {
  const { tool, rest } = readInvocation(words);
  const ours = everyRunFlag(addRunOptions(newParser('run', { usage: '', description: '', examples: [] }, io)));
  const flags = flagsOf(tool, ours);
  const { options, image, command } = split(rest, tool, flags);
  if (image === undefined) throw new UsageError(`there is no image in this command line`, 'explain');
  return { tool, flags: options.map((option) => given(option, flags, ours)), image, command };
}

function split(words: readonly string[], tool: Tool, flags: readonly Flag[]): RunArgv {
  try {
    return splitRunArgv(words, flags, tool === 'learn-run' ? FLAGS_AFTER_IMAGE : []);
  } catch (error) {
    throw inBetterWords(error, tool);
  }
}

function flagsOf(tool: Tool, ours: readonly Flag[]): readonly Flag[] {
  if (tool === 'learn-run') return [...ours, ...PODMAN_FLAGS.filter(({ long }) => !has(ours, long))];
  const dockers = ours.filter(({ long }) => DOCKER_OPTIONS.some((option) => option.long === long));
  if (tool === 'docker') return dockers;
  const own = PODMAN_FLAGS.map((flag) => ours.find(({ long }) => long === flag.long) ?? flag);
  return [...dockers.filter(({ long }) => !NOT_PODMANS.includes(long)), ...own];
}

const has = (flags: readonly Flag[], long: string) => flags.some((flag) => flag.long === long);

/** A flag that another tool has is worth a better word than "unknown". */
function inBetterWords(error: unknown, tool: Tool): unknown {
  const [, long] = /^unknown flag: (--\S+)/.exec((error as Error).message) ?? [];
  if (!(error instanceof UsageError)) return error;
  if (long === undefined || knowledgeOf(long) === undefined) return error.of('explain');
  const owner = has(PODMAN_FLAGS, long) ? "podman's" : has(FLAGS_AFTER_IMAGE, long) ? "learn-run's" : "docker's";
  return new FlagError(`${tool} run has no flag ${long}: it is ${owner}`, 'explain');
}

function given(option: string, flags: readonly Flag[], ours: readonly Flag[]): GivenFlag {
  const equals = option.indexOf('=');
  const [long, value] = equals === -1 ? [option, undefined] : [option.slice(0, equals), option.slice(equals + 1)];
  const short = flags.find((flag) => flag.long === long)?.short;
  return { long, short, value, option, standing: standingOf(long, value, ours) };
}

/** Podman has more modes than docker and we. */
const isOtherUserns = (long: string, value = '') => long === '--userns' && !['', 'host'].includes(value);

function standingOf(long: string, value: string | undefined, ours: readonly Flag[]): Standing {
  if (has(FLAGS_AFTER_IMAGE, long)) return 'teaching';
  return has(ours, long) && !has(DOCKER_FLAGS, long) && !isOtherUserns(long, value) ? 'supported' : 'unsupported';
}
