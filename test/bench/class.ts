import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readRun } from '../../engine/record/read-run.ts';
import { wayIn } from '../fixtures/followers.ts';
import { median } from './measure.ts';
import { LEARN_RUN } from './surroundings.ts';
import type { Target } from './table.ts';

const CLIENTS = fileURLToPath(new URL('./class-clients.ts', import.meta.url));
const FOLLOWERS = 100;
/** A run takes so much longer with pages than without. */
const AT_MOST = 1.05;
/** The same in all of them, so that nothing differs but who looks. */
const RUN = ['--network', 'none', '--offline', 'hello-world'];

/** Who looks at a run. */
interface Audience {
  readonly name: string;
  readonly options: readonly string[];
  readonly pages: number;
  readonly followers: number;
}

/** For which no evidence is collected but what costs no time. */
const UNINSPECTED: Audience = { name: 'no inspector', options: [], pages: 0, followers: 0 };
const NOBODY: Audience = { name: 'nobody', options: ['--inspect'], pages: 0, followers: 0 };
const WATCHED: readonly Audience[] = [
  { name: 'a page', options: ['--inspect'], pages: 1, followers: 0 },
  { name: `a page and ${FOLLOWERS} followers`, options: ['--share=127.0.0.1'], pages: 1, followers: FOLLOWERS },
];

/** Milliseconds: of the run from its first step to its end, and of all processors for the command from start to end. */
interface Cost {
  readonly run: number;
  readonly processors: number;
}

/**
 * How long does a run that does not stop take, beside pages that look? What the pages themselves do is not measured: a
 * class has machines of its own, so here its clients only get what nobody else wants of the processors.
 */
export async function benchClass(directory: string, rounds: number): Promise<readonly Target[]> {
  const home = join(directory, 'home');
  const costs = new Map<Audience, Cost[]>([UNINSPECTED, NOBODY, ...WATCHED].map((audience) => [audience, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [audience, known] of costs) {
      const cost = await costOf(home, audience);
      if (round > 0) known.push(cost);
    }
  }
  const middle = (audience: Audience, what: keyof Cost) => median(costs.get(audience)!.map((cost) => cost[what]));
  const [uninspected, nobody] = [middle(UNINSPECTED, 'run'), middle(NOBODY, 'run')];
  process.stdout.write(
    `A run: ${uninspected.toFixed(1)} ms; with all evidence, inspected by nobody: ${nobody.toFixed(1)} ms\n`,
  );
  return WATCHED.flatMap((audience) => {
    const ratio = middle(audience, 'run') / nobody;
    const each =
      (middle(audience, 'processors') - middle(NOBODY, 'processors')) / (audience.pages + audience.followers);
    const verdict = ratio <= AT_MOST ? 'met' : 'MISSED';
    process.stdout.write(
      `  by ${audience.name}: ${ratio.toFixed(3)} of it, target ${AT_MOST}: ${verdict}; ${each.toFixed(1)} ms of a processor for each\n`,
    );
    return ratio <= AT_MOST ? [] : [{ against: `a run inspected by nobody (${audience.name})`, atMost: AT_MOST }];
  });
}

async function costOf(home: string, { options, pages, followers }: Audience): Promise<Cost> {
  const before = new Set(runsIn(home));
  // `times` of a shell tells what its children have used.
  const command = ['sh', '-c', '"$@" >/dev/null && times', 'sh', process.execPath, LEARN_RUN, ...options, ...RUN];
  // Where somebody is to come, the run waits for the first page.
  const env = { ...process.env, CI: pages === 0 ? '1' : '', LEARN_RUN_HOME: home };
  const child = spawn(command[0]!, command.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [used, ended] = [text(child.stdout), once(child, 'close')];
  if (pages > 0) await follow(child.stderr, { pages, followers });
  const [status] = (await ended) as [number];
  if (status !== 0) throw new Error(`a run with ${followers} followers ended with ${status}`);
  const [file] = runsIn(home).filter((name) => !before.has(name));
  const { entries } = readRun(join(home, 'runs', file!));
  return { run: entries.at(-1)!.at - entries[0]!.at, processors: processorsOf(await used) };
}

const runsIn = (home: string) => readdirSync(join(home, 'runs'));

/** Resolves when everybody has got the whole story. The page comes last: the run begins when it looks. */
async function follow(
  stderr: NodeJS.ReadableStream,
  { pages, followers }: Pick<Audience, 'pages' | 'followers'>,
): Promise<void> {
  const { address, place } = await printed(stderr, followers > 0);
  const ends = followers > 0 ? [await clients(place!.origin, place!.code, followers)] : [];
  const { origin, hash } = new URL(address);
  ends.push(await clients(origin, hash.slice(1), pages));
  await Promise.all(ends.map((whenEnded) => whenEnded()));
}

/** Resolves when so many follow; what it gives back, when they have got all of the story. */
async function clients(origin: string, secret: string, count: number): Promise<() => Promise<void>> {
  const args = ['--idle', '0', process.execPath, CLIENTS, origin, secret, String(count)];
  const child = spawn('chrt', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close') as Promise<[number]>;
  await once(child.stdout, 'data');
  return async () => {
    const [status] = await ended;
    if (status !== 0) throw new Error(`one of ${count} has not got the whole story`);
  };
}

/** Milliseconds of the last line of `times`: `0m0.24s 0m0.06s`. */
function processorsOf(times: string): number {
  const [, ...children] =
    times
      .trim()
      .split('\n')
      .at(-1)!
      .match(/^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/) ?? [];
  const [userMinutes, user, systemMinutes, system] = children.map(Number) as [number, number, number, number];
  return 1000 * (60 * (userMinutes + systemMinutes) + user + system);
}

function printed(stderr: NodeJS.ReadableStream, isShared: boolean) {
  return new Promise<{ readonly address: string; readonly place: ReturnType<typeof wayIn> }>((resolve, reject) => {
    let said = '';
    stderr.on('data', (chunk: Buffer) => {
      said += String(chunk);
      const [, address] = /^Inspector: (\S+)$/m.exec(said) ?? [];
      const place = wayIn(said);
      if (address !== undefined && (place !== undefined || !isShared)) resolve({ address, place });
    });
    stderr.on('end', () => reject(new Error(`ended before it was inspected: ${said}`)));
  });
}
