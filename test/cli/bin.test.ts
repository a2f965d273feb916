import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The first line is what `.dev/pack.mjs` puts there.
const BUNDLE = `//0123456789abcdef
exports.isWarm = () => false;
exports.main = async function main(argv, io) {
  if (argv[0] === 'die') process.kill(process.pid, 'SIGTERM');
  if (argv[0] === 'again') return (await Promise.resolve().then(() => require('./main.js'))).main(['3'], io);
  if (argv[0] === 'throw') throw new Error('a defect');
  if (argv[0] === 'much') for (let line = 0; line < 40000; line += 1) io.stdout.write(line + '\\n');
  io.stdout.write(JSON.stringify({ argv, uid: io.uid, node: process.versions.node }));
  return Number(argv[0]) || 0;
};`;

// Loaded before the command, so that it believes to run on the Node of an older system.
const OLD_NODE = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`;

let installed: string;

beforeEach(() => {
  installed = mkdtempSync(join(tmpdir(), 'learn-run-bin-'));
  mkdirSync(join(installed, 'cli'));
  mkdirSync(join(installed, 'dist/bin'), { recursive: true });
  for (const file of ['bin.cjs', 'start.cjs'])
    copyFileSync(new URL(`../../cli/${file}`, import.meta.url), join(installed, 'cli', file));
  writeFileSync(join(installed, 'dist/bin/main.js'), BUNDLE);
  writeFileSync(join(installed, 'old-node.cjs'), OLD_NODE);
});

afterEach(() => rmSync(installed, { recursive: true, force: true }));

function learnRun(args: string[], nodeOptions: string[] = []) {
  const env = { ...process.env, XDG_CACHE_HOME: join(installed, 'cache'), NODE_OPTIONS: '' };
  return spawnSync(process.execPath, [...nodeOptions, 'cli/bin.cjs', ...args], {
    cwd: installed,
    encoding: 'utf8',
    env,
  });
}

const underOldNode = (args: string[]) => learnRun(args, ['--require', './old-node.cjs']);

function putPinnedNodeBeside() {
  const folder = join(installed, `node_modules/node-linux-${process.arch}/bin`);
  mkdirSync(folder, { recursive: true });
  symlinkSync(process.execPath, join(folder, 'node'));
}

describe('the learn-run command', () => {
  it('hands arguments and surroundings to main, and ends with the status that it gives', () => {
    const { status, stdout } = learnRun(['7', '--step']);
    expect(JSON.parse(stdout)).toMatchObject({ argv: ['7', '--step'], uid: process.geteuid?.() });
    expect(status).toBe(7);
  });

  it('may be asked for once more by what it has loaded, and nobody is warned of a circle', () => {
    expect(learnRun(['again'])).toMatchObject({ status: 3, stderr: '' });
  });

  it('ends when everything is written, however slowly it is read', () => {
    const line = `"$0" cli/bin.cjs much | (sleep 0.5; wc -c)`;
    const { stdout } = spawnSync('sh', ['-c', line, process.execPath], { cwd: installed, encoding: 'utf8' });
    const bytes = Array.from({ length: 40_000 }, (_, at) => `${at}\n`.length).reduce((sum, length) => sum + length, 0);
    // What the fixture says last, whatever it was asked.
    expect(Number(stdout)).toBeGreaterThan(bytes);
  });

  it('tells a defect whole and ends with 125', () => {
    const { status, stderr } = learnRun(['throw']);
    expect(stderr).toContain('Error: a defect');
    expect(status).toBe(125);
  });
});

describe('the learn-run command under an older Node', () => {
  it('says in one line what it needs where no newer Node lies beside it', () => {
    const { status, stderr, stdout } = underOldNode(['0']);
    expect(stderr).toMatch(/^learn-run: needs Node 24 or later, and this is v[\d.]+ \(.+\)\n$/);
    expect(stdout).toBe('');
    expect(status).toBe(125);
  });

  it('starts again under the pinned Node and passes its status on', () => {
    putPinnedNodeBeside();
    const { status, stdout } = underOldNode(['3']);
    expect(JSON.parse(stdout)).toMatchObject({ argv: ['3'] });
    expect(status).toBe(3);
  });

  it('dies by the signal that its other self died by', () => {
    putPinnedNodeBeside();
    expect(underOldNode(['die']).signal).toBe('SIGTERM');
  });
});
