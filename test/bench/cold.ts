import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Contestant, measure } from './measure.ts';
import { publish } from './publish.ts';
import { LEARN_RUN, startRegistry, works } from './surroundings.ts';
import { missed, type Target, table } from './table.ts';

const OURS = 'learn-run, nothing in the store';
const DOCKER = 'docker pull and run --rm';
const TARGETS: readonly Target[] = [{ against: DOCKER, atMost: 0.8 }];

/**
 * ext4 does not give away the inodes of deleted files for a minute, and each new file searches past all of them. So nothing is
 * deleted while times are taken: each round has an image of its own, and this is waited for before the first.
 */
const AFTER_DELETING_MS = 65_000;

/** Nothing is there: how long does a newcomer wait for 95 MB in 6,800 files, from a registry that is not the bottleneck? */
export async function benchCold(directory: string, rounds: number): Promise<readonly Target[]> {
  if (!works('docker-registry', '--version')) {
    process.stdout.write('The cold start is not measured: docker-registry is not installed.\n');
    return [];
  }
  await using registry = await startRegistry(directory);
  const imageOf = (round: number) => `${registry.host}/learn-run-bench:large-${round}`;
  // The round that does not count needs one too.
  for (let round = 0; round <= rounds; round += 1) publish(directory, imageOf(round), round);
  await delay(AFTER_DELETING_MS);
  try {
    const timings = measure([learnRun(directory, imageOf), ...docker(imageOf)], rounds);
    process.stdout.write(`${table(`Cold, 95 MB in 6,800 files, medians of ${rounds}:`, OURS, timings, TARGETS)}\n`);
    return missed(OURS, timings, TARGETS);
  } finally {
    for (let round = 0; round <= rounds; round += 1) works('docker', 'rmi', imageOf(round));
  }
}

function learnRun(directory: string, imageOf: (round: number) => string): Contestant {
  return {
    name: OURS,
    command: (round) => [process.execPath, LEARN_RUN, '--network', 'none', imageOf(round)],
    env: (round) => ({ LEARN_RUN_HOME: join(directory, `cold-home-${round}`) }),
  };
}

function docker(imageOf: (round: number) => string): Contestant[] {
  if (!works('docker', 'info')) {
    process.stdout.write(`Not compared with ${DOCKER}: no Docker daemon is running.\n`);
    return [];
  }
  const command = (image: string) => `docker pull --quiet ${image} && docker run --rm --network none ${image}`;
  return [{ name: DOCKER, command: (round) => ['sh', '-c', command(imageOf(round))] }];
}
