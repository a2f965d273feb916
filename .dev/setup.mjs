// Runs under the system's Node, 20 or later, before anything is installed: only node: imports here.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentFingerprint, treeFingerprint } from './fingerprint.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What decides which packages are installed. */
const INSTALL_INPUTS = ['package.json', 'package-lock.json', '.node/package.json', '.xstate-4/package.json', '.npmrc'];
const INSTALL_MARK = 'node_modules/.learn-run-install';

/** What the command's bundle is made from. */
const BUILD_INPUTS = [
  'cli',
  'engine',
  'machines',
  'lessons',
  '.xstate-4/index.ts',
  '.dev/build.mjs',
  'package.json',
  'package-lock.json',
];
const BUILD_MARK = 'dist/bin/.built-from';

/** Installs the locked packages unless they are there already; says so on stderr, in one line. */
export function install() {
  const fingerprint = contentFingerprint(root, INSTALL_INPUTS);
  if (readMark(INSTALL_MARK) === fingerprint) return;
  const done = announce('Installing dependencies');
  const { command, args } = npm(['ci', '--loglevel=error', '--no-progress']);
  const { status, error, output } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail('npm ci failed', error ? error.message : output.join(''));
  writeMark(INSTALL_MARK, fingerprint);
  done();
}

/** Bundles the command unless the bundle was made from exactly these sources. */
export async function bundleIfStale() {
  const fingerprint = treeFingerprint(root, BUILD_INPUTS);
  if (readMark(BUILD_MARK) === fingerprint) return;
  const done = announce('Building');
  const { bundle } = await import('./build.mjs');
  await bundle().catch((error) => fail('the build failed', error.message));
  writeMark(BUILD_MARK, fingerprint);
  done();
}

/** Path of a Node that is new enough: the pinned one, else the one that runs this where it will do. */
export function modernNode() {
  const pinned = join(root, 'node_modules/.bin/node');
  if (existsSync(pinned)) return pinned;
  if (isModern()) return process.execPath;
  return fail(
    `learn-run needs Node 24 or later, and this is ${process.version}`,
    `npm brings a pinned Node for Linux on x64 and arm64; on ${process.platform} ${process.arch} install Node 24 and try again.`,
  );
}

export function isModern() {
  return Number.parseInt(process.versions.node, 10) >= 24;
}

/** Runs a command in the foreground, under the pinned Node when it says `node`, and gives back its exit status, 128+n after a signal. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) fail(`could not run ${command}`, error.message);
  return signal ? 128 + signalNumber(signal) : status;
}

/** Prints what went wrong, the whole of it, and ends with 125 as everything of ours does. */
export function fail(what, details) {
  process.stderr.write(`learn-run: ${what}\n${details ? `${details.trimEnd()}\n` : ''}`);
  process.exit(125);
}

function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0;
}

/** Prints `what…`, and when it is done how long that took. */
export function announce(what) {
  const start = Date.now();
  process.stderr.write(`${what}… `);
  return () => process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}

/** The npm that runs us where one does; started by its file, so that its own shebang does not choose another Node. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? { command: process.execPath, args: [cli, ...args] } : { command: 'npm', args };
}

function readMark(mark) {
  const path = join(root, mark);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function writeMark(mark, fingerprint) {
  mkdirSync(dirname(join(root, mark)), { recursive: true });
  writeFileSync(join(root, mark), fingerprint);
}
