import { spawnSync } from 'node:child_process';

type Command = readonly [string, ...string[]];

/** One thing to time: what it is called in the table, and how it is done, the same each time or by the number of the round. */
export interface Contestant {
  readonly name: string;
  readonly command: Command | ((round: number) => Command);
  readonly env?: (round: number) => Record<string, string>;
}

export interface Timing {
  readonly name: string;
  /** Milliseconds. */
  readonly median: number;
  readonly fastest: number;
}

/**
 * Times the contestants in turn, round after round, so that a busy moment of the machine falls on all of them alike.
 * The first round warms caches and does not count.
 *
 * @throws when a command does not exit with 0: a failure is fast, and would win
 */
export function measure(contestants: readonly Contestant[], rounds: number): Timing[] {
  const times = contestants.map(() => [] as number[]);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const milliseconds = time(contestant, round);
      if (round > 0) times[index]!.push(milliseconds);
    }
  }
  return contestants.map(({ name }, index) => ({
    name,
    median: median(times[index]!),
    fastest: Math.min(...times[index]!),
  }));
}

function time({ command, env, name }: Contestant, round: number): number {
  const [program, ...args] = typeof command === 'function' ? command(round) : command;
  const start = performance.now();
  const { status, stderr, error } = spawnSync(program, args, {
    env: { ...quietEnvironment(), ...env?.(round) },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`${name} ended with ${error?.message ?? status}:\n${stderr}`);
  return milliseconds;
}

/** Further certificates are read at every start of Node, and would be counted as ours. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return env;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
