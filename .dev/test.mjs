// npm test: what npm start does first, then what the tests need, then the tests.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { aptCommand, installTools, missingTools } from './debian.mjs';
import { announce, bundleIfStale, install, isModern, modernNode, root, run } from './setup.mjs';

install();
process.exitCode = isModern() ? await test(process.argv.slice(2)) : run(modernNode(), process.argv.slice(1));

async function test(args) {
  await bundleIfStale();
  provideTools();
  const charts = checkCharts();
  const reporters = args.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter=default'];
  const skips = `--reporter=${join(root, '.dev/skips.mjs')}`;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  return run(process.execPath, [vitest, 'run', ...reporters, skips, ...args]) || charts;
}

/** Installs the programs that tests compare with when it may; otherwise says which are missing, and how to get them. */
function provideTools() {
  let missing = missingTools();
  if (missing.length > 0 && canInstall()) {
    const done = announce(`Installing ${missing.map((tool) => tool.package).join(' ')}`);
    const complaint = installTools(missing);
    done();
    if (complaint) process.stderr.write(`${complaint.trimEnd()}\n`);
    missing = missingTools();
  }
  if (missing.length === 0) return;
  process.stderr.write('Tests that need these programs are skipped:\n');
  for (const { program, use } of missing) process.stderr.write(`  ${program} ${use}\n`);
  process.stderr.write(`To run them too: sudo ${aptCommand(missing).join(' ')}\n`);
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** The pictures of the charts in machines/README.md must be those of the code. */
function checkCharts() {
  const scripts = ['.dev/charts.ts', '.dev/layouts.ts'];
  return Math.max(...scripts.map((script) => run(process.execPath, [join(root, script), '--check'])));
}
