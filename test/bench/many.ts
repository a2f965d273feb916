import { type Contestant, measure } from './measure.ts';
import { missed, type Target, table } from './table.ts';

const COUNT = 50;
const OURS = `${COUNT} × learn-run --network none hello-world`;
const DOCKER = `${COUNT} × docker run --rm --network none`;
const TARGETS: readonly Target[] = [{ against: DOCKER, atMost: 1 }];

/** Starts the command so many times at once; fails as soon as one of them has failed. */
const AT_ONCE = `pids=
for n in $(seq ${COUNT}); do "$@" & pids="$pids $!"; done
for pid in $pids; do wait "$pid" || exit 1; done`;

/** A class that presses Enter at the same moment: does each container succeed, and when is the last one over? */
export function benchMany(ours: Contestant, docker: Contestant | undefined, rounds: number): readonly Target[] {
  const contestants = [atOnce(OURS, ours), ...(docker ? [atOnce(DOCKER, docker)] : [])];
  const timings = measure(contestants, rounds);
  process.stdout.write(`${table(`${COUNT} containers at once, medians of ${rounds}:`, OURS, timings, TARGETS)}\n`);
  return missed(OURS, timings, TARGETS);
}

function atOnce(name: string, { command, ...rest }: Contestant): Contestant {
  const words = (round: number) => (typeof command === 'function' ? command(round) : command);
  return { ...rest, name, command: (round) => ['sh', '-c', AT_ONCE, 'sh', ...words(round)] };
}
