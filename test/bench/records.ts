import { statSync } from 'node:fs';
import { join } from 'node:path';
import { MANY_FILES } from './large-image.ts';
import { type Contestant, measure } from './measure.ts';
import { publish } from './publish.ts';
import { LEARN_RUN, sh, startRegistry, works } from './surroundings.ts';
import { exceeded, type Figure, type Limit, limitLines, missed, type Target, table } from './table.ts';

const RECORDED = 'learn-run hello-world, which is recorded';
const UNRECORDED = 'learn-run --no-record hello-world';
const TARGETS: readonly Target[] = [{ against: UNRECORDED, atMost: 1.1 }];

const RUN = ['--network', 'none', 'hello-world'] as const;

/** Does a recording cost anything, how large is it, and how long until it is open again? */
export async function benchRecords(directory: string, rounds: number): Promise<readonly (Target | Limit)[]> {
  const home = join(directory, 'records-home');
  const files: RecordedImage[] = [
    { name: 'hello-world', file: join(directory, 'hello-world.run'), kilobytes: 100, milliseconds: 300 },
  ];
  learnRun(home, '--offline', '--record', files[0]!.file, 'hello-world');
  const many = await recordManyFiles(directory, home);
  if (many !== undefined) {
    files.push({ name: `an image of ${MANY_FILES.files} files`, file: many, kilobytes: 5_000, milliseconds: 1_000 });
  }
  const missedCost = costOf(home, rounds);
  const figures = files.flatMap((one) => figuresOf(one, home, rounds));
  process.stdout.write(`Run files, medians of ${rounds}:\n${limitLines(figures)}\n\n`);
  return [...missedCost, ...exceeded(figures)];
}

interface RecordedImage {
  readonly name: string;
  readonly file: string;
  readonly kilobytes: number;
  readonly milliseconds: number;
}

function figuresOf({ name, file, kilobytes, milliseconds }: RecordedImage, home: string, rounds: number): Figure[] {
  const [timing] = measure([opening(file, home)], rounds);
  return [
    { limit: { name: `run file of ${name}`, atMost: kilobytes, unit: 'kB' }, value: statSync(file).size / 1000 },
    {
      limit: { name: `replay of ${name}, to its first stop`, atMost: milliseconds, unit: 'ms' },
      value: timing!.median,
    },
  ];
}

/** Both are warm, and differ in nothing else. */
function costOf(home: string, rounds: number): readonly Target[] {
  const contestant = (name: string, ...options: string[]): Contestant => ({
    name,
    command: [process.execPath, LEARN_RUN, ...options, ...RUN],
    env: () => ({ LEARN_RUN_HOME: home }),
  });
  const timings = measure([contestant(RECORDED), contestant(UNRECORDED, '--no-record')], rounds);
  process.stdout.write(`${table(`What recording costs, medians of ${rounds}:`, RECORDED, timings, TARGETS)}\n`);
  return missed(RECORDED, timings, TARGETS);
}

/** From the command to the first stop, and out again. */
function opening(file: string, home: string): Contestant {
  const line = `echo q | "$0" "$@"; test $? = 130`;
  return {
    name: 'replay',
    command: ['sh', '-c', line, process.execPath, LEARN_RUN, 'replay', file, '--step', '--plain'],
    env: () => ({ LEARN_RUN_HOME: home }),
  };
}

/** A run whose image was pulled for it, so that each file of each layer is evidence. */
async function recordManyFiles(directory: string, home: string): Promise<string | undefined> {
  if (!works('docker-registry', '--version')) {
    process.stdout.write('The record of a large image is not measured: docker-registry is not installed.\n');
    return undefined;
  }
  await using registry = await startRegistry(directory);
  const image = `${registry.host}/learn-run-bench:many`;
  publish(directory, image, 0, MANY_FILES);
  const file = join(directory, 'many-files.run');
  learnRun(home, '--network', 'none', '--record', file, image);
  return file;
}

function learnRun(home: string, ...words: string[]): void {
  sh('env', `LEARN_RUN_HOME=${home}`, process.execPath, LEARN_RUN, ...words);
}
