// npm run parity [-- ID...]: runs the cases of test/parity with learn-run, docker and podman, and writes docs/parity.md of
// what was seen. With the beginnings of ids, or of the titles of areas, only these are run again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFixtureRegistry } from '../test/fixtures/registry.ts';
import { AREAS } from '../test/parity/areas.ts';
import { EXPLANATIONS } from '../test/parity/explanations.ts';
import { addParityImages } from '../test/parity/images.ts';
import type { ParityCase } from '../test/parity/parity-case.ts';
import { docker, type Engine, learnRun, podman, pull } from './parity/engines.ts';
import { type Observed, observe } from './parity/observe.ts';
import { parityPage } from './parity/page.ts';
import {
  casesOf,
  haveSameVersions,
  isSame,
  judge,
  merged,
  RECORDING,
  type Recording,
  readRecording,
  type Sights,
} from './parity/recording.ts';
import { bundleIfStale, fail } from './setup.mjs';

const PAGE = new URL('../docs/parity.md', import.meta.url);

/** Whoever is interrupted still has a daemon to end. */
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));

/** The first of the ports that are published: nobody else is in the network namespace. */
const PORT = 18_080;

/** Says that this process is the one in namespaces of its own. */
const INSIDE = 'LEARN_RUN_PARITY_INSIDE';
/** Bridges, rules and what engines note in /run end with these namespaces. */
const SETUP = 'ip link set lo up && mount -t tmpfs -o mode=755 parity /run && exec "$@"';

async function main(names: readonly string[]): Promise<number> {
  const cases = chosen(names);
  if (cases.length === 0) fail(`no case or area begins with: ${names.join(', ')}`);
  const [before, now] = [readRecording(), await compare(cases)];
  if (names.length > 0 && !haveSameVersions(before, now))
    fail('other versions were compared than before, and these are only some of the cases', 'npm run parity');
  const ids = casesOf(AREAS).map(({ id }) => id);
  const recording = merged(before, now, ids);
  writeFileSync(RECORDING, `${JSON.stringify(recording, undefined, 2)}\n`);
  writeFileSync(PAGE, parityPage(AREAS, recording, EXPLANATIONS));
  return tell(recording);
}

function chosen(names: readonly string[]): readonly ParityCase[] {
  if (names.length === 0) return casesOf(AREAS);
  const isNamed = (word: string) => names.some((name) => word.startsWith(name));
  return AREAS.flatMap(({ title, cases }) => (isNamed(title) ? cases : cases.filter(({ id }) => isNamed(id))));
}

/** Runs the cases one after the other, each with all engines at the same time. */
async function compare(cases: readonly ParityCase[]): Promise<Recording> {
  const base = mkdtempSync(join(tmpdir(), 'learn-run-parity-'));
  const registry = await openFixtureRegistry();
  const images = addParityImages(registry);
  const engines: Engine[] = [learnRun(base)];
  try {
    for (const other of [await docker(base), podman(base)]) if (other !== undefined) engines.push(other);
    if (engines.length === 1)
      fail('neither docker nor podman is here to compare with', 'apt-get install docker.io podman');
    await Promise.all(engines.map((engine) => pullAll(engine, images)));
    const seen: Record<string, Sights> = {};
    for (const one of cases) {
      interruption.signal.throwIfAborted();
      seen[one.id] = await sightsOf(one, engines, { images, base });
    }
    return { versions: Object.fromEntries(engines.map(({ name, version }) => [name, version])), seen };
  } finally {
    for (const engine of engines) await engine.end();
    await registry[Symbol.asyncDispose]();
    rmSync(base, { recursive: true, force: true });
  }
}

async function pullAll(engine: Engine, images: Observed['images']): Promise<void> {
  for (const image of images.values()) await pull(engine, image);
}

async function sightsOf(one: ParityCase, engines: readonly Engine[], rest: Pick<Observed, 'images' | 'base'>) {
  const seen = await Promise.all(
    engines.map(async (engine, n) => [engine.name, await observe(one, { ...engine, ...rest, port: PORT + n })]),
  );
  const sights: Sights = Object.fromEntries(seen);
  process.stdout.write(`${isSame(sights) ? '=' : '≠'} ${one.id}\n`);
  if (!isSame(sights))
    for (const [name, sight] of seen) process.stdout.write(`    ${name}: ${sight?.replaceAll('\n', '\n      ')}\n`);
  return sights;
}

function tell(recording: Recording): number {
  const { unexplained, needless } = judge(AREAS, recording, EXPLANATIONS);
  for (const id of unexplained)
    process.stderr.write(`${id}: learn-run differs from docker, and test/parity/explanations.ts does not say why\n`);
  for (const id of needless)
    process.stderr.write(`${id}: test/parity/explanations.ts explains a difference that there is not\n`);
  return unexplained.length + needless.length === 0 ? 0 : 1;
}

/** The same in namespaces of its own; its exit code. */
function startInside(words: readonly string[]): number {
  if (process.getuid?.() !== 0)
    fail('the engines are compared as root, and this is somebody else', 'sudo npm run parity');
  const own = ['--net', '--mount', '--propagation', 'private', 'sh', '-c', SETUP, 'sh'];
  const env = { ...process.env, [INSIDE]: '1' };
  return (
    spawnSync('unshare', [...own, process.execPath, import.meta.filename, ...words], { stdio: 'inherit', env })
      .status ?? 1
  );
}

const words = process.argv.slice(2);
if (process.env[INSIDE] === undefined) {
  await bundleIfStale();
  process.exitCode = startInside(words);
} else process.exitCode = await main(words);
