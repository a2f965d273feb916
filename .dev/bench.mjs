// npm run bench [-- ROUNDS]: how fast are we, beside podman, docker and a bare Node, on this machine, at this moment?
import { spawnSync } from 'node:child_process';
import { bundleIfStale, fail, install } from './setup.mjs';

install();
await bundleIfStale();
if (process.getuid?.() !== 0)
  fail('the benchmark compares root with root', 'Run it as root: docker and podman run are timed as root too.');

const rounds = Number(process.argv[2] ?? 15);
if (!Number.isInteger(rounds) || rounds < 1) fail(`expected a number of rounds, got ${process.argv[2]}`);

const { workDirectory } = await import('../test/bench/surroundings.ts');
const { benchWarm } = await import('../test/bench/warm.ts');
const { benchMonitor } = await import('../test/bench/monitor.ts');
const { benchRuntime } = await import('../test/bench/runtime.ts');
const { benchRecords } = await import('../test/bench/records.ts');
const { benchClass } = await import('../test/bench/class.ts');
const { benchCold } = await import('../test/bench/cold.ts');

const directory = workDirectory();
try {
  const missed = [
    benchWarm(directory.path, rounds),
    benchMonitor(directory.path),
    benchRuntime(rounds),
    await benchRecords(directory.path, rounds),
    await benchClass(directory.path, rounds),
    await benchCold(directory.path, Math.ceil(rounds / 3)),
  ].flat();
  const page = benchPage();
  process.stdout.write(missed.length === 0 ? 'Every target was met.\n' : `Targets missed: ${missed.length}.\n`);
  process.exitCode = missed.length === 0 && page === 0 ? 0 : 1;
} finally {
  directory[Symbol.dispose]();
}

/** What the inspector's page does in the time of a blink is tried in a browser, by a test that is told to look at the clock. */
function benchPage() {
  const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/e2e/inspect-figures.test.ts'];
  const env = { ...process.env, LEARN_RUN_FIGURES: '1' };
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status;
}
