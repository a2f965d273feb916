import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { helloExecutable, PROGRAMS } from '../../engine/embedded/hello-world/image.ts';
import { writeLargeImage } from './large-image.ts';
import { type Contestant, measure } from './measure.ts';
import { LEARN_RUN, sh, startRegistry, works } from './surroundings.ts';
import { missed, type Target, table } from './table.ts';

const OURS = 'learn-run, nothing in the store';
const DOCKER = 'docker pull and run --rm';
const TARGETS: readonly Target[] = [{ against: DOCKER, atMost: 0.8 }];

/** Nothing is there: how long does a newcomer wait for 95 MB in 6,800 files, from a registry that is not the bottleneck? */
export async function benchCold(directory: string, rounds: number): Promise<readonly Target[]> {
  if (!works('docker-registry', '--version')) {
    process.stdout.write('The cold start is not measured: docker-registry is not installed.\n');
    return [];
  }
  await using registry = await startRegistry(directory);
  const image = `${registry.host}/learn-run-bench:large`;
  publish(directory, image);
  try {
    const timings = measure([learnRun(directory, image), ...docker(image)], rounds);
    process.stdout.write(`${table(`Cold, 95 MB in 6,800 files, medians of ${rounds}:`, OURS, timings, TARGETS)}\n`);
    return missed(OURS, timings, TARGETS);
  } finally {
    forget(image);
  }
}

function publish(directory: string, image: string): void {
  const program = join(directory, 'hello');
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const source = PROGRAMS.find(({ platform }) => platform.architecture === architecture)!;
  writeFileSync(program, helloExecutable(source), { mode: 0o755 });
  const layout = writeLargeImage(directory, program);
  sh('skopeo', 'copy', '--quiet', '--dest-tls-verify=false', layout, `docker://${image}`);
}

function learnRun(directory: string, image: string): Contestant {
  const home = join(directory, 'cold-home');
  return {
    name: OURS,
    command: [process.execPath, LEARN_RUN, '--network', 'none', image],
    env: { LEARN_RUN_HOME: home },
    prepare: () => rmSync(home, { recursive: true, force: true }),
  };
}

function docker(image: string): Contestant[] {
  if (!works('docker', 'info')) {
    process.stdout.write(`Not compared with ${DOCKER}: no Docker daemon is running.\n`);
    return [];
  }
  return [
    {
      name: DOCKER,
      command: ['sh', '-c', `docker pull --quiet ${image} && docker run --rm --network none ${image}`],
      prepare: () => forget(image),
    },
  ];
}

/** Removes the image from Docker, if it is there. */
function forget(image: string): void {
  works('docker', 'rmi', image);
}
