import { readFileSync, writeFileSync } from 'node:fs';
import { makeBusyboxBundle } from '../fixtures/bundle.ts';
import { LEARN_RUNC } from '../fixtures/oci-runtime.ts';
import { type Contestant, measure } from './measure.ts';
import { sh, works } from './surroundings.ts';
import { missed, type Target, table } from './table.ts';

const OURS = 'learn-runc run';
const RUNC = 'runc run';
const TARGETS: readonly Target[] = [{ against: RUNC, atMost: 4 }];

/** The same bundle for both: how long from the command to the end of the program, and the container's? */
export function benchRuntime(rounds: number): readonly Target[] {
  if (!works('runc', '--version')) {
    process.stdout.write(`Not compared with ${RUNC}: runc is not installed.\n`);
    return [];
  }
  const bundle = makeBusyboxBundle();
  try {
    sh(LEARN_RUNC, 'spec', '--bundle', bundle);
    configure(`${bundle}/config.json`);
    const timings = measure([contestant(OURS, LEARN_RUNC, bundle), contestant(RUNC, 'runc', bundle)], rounds);
    process.stdout.write(`${table(`The runtime's command, medians of ${rounds}:`, OURS, timings, TARGETS)}\n`);
    return missed(OURS, timings, TARGETS);
  } finally {
    sh('rm', '-rf', bundle);
  }
}

function contestant(name: string, program: string, bundle: string): Contestant {
  return { name, command: (round) => [program, 'run', '--bundle', bundle, `learn-run-bench-${process.pid}-${round}`] };
}

function configure(path: string): void {
  const config = JSON.parse(readFileSync(path, 'utf8'));
  Object.assign(config.process, { args: ['/bin/sh', '-c', ':'], terminal: false });
  writeFileSync(path, JSON.stringify(config));
}
