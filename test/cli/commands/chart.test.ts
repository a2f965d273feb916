import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { main } from '../../../cli/main.ts';

async function chart(...words: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { stdin: new PassThrough(), stdout, stderr, env: {}, uid: 1000 };
  const exitCode = await main(['chart', ...words], io);
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  return { exitCode, stdout: text(stdout), stderr: text(stderr) };
}

describe('learn-run chart', () => {
  it.each([
    [[], /^<svg [\s\S]*<\/svg>\n$/],
    [['--machine', 'pull', '--svg'], />fetchingManifest</],
    [['--open', 'none'], /^(?![\s\S]*>lookingUp<)/],
    [['--mermaid', '--machine=layer'], /^stateDiagram-v2\n/],
    [['--json', '--machine', 'container'], /^\{\n {2}"id": "container"/],
    [['--scxml'], /^<\?xml version="1.0"[\s\S]*<\/scxml>\n$/],
  ])('%j writes what was asked for', async (words, expected) => {
    const { exitCode, stdout, stderr } = await chart(...words);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(expected);
  });

  it.each([
    [['--machine', 'toString'], 'invalid argument "toString" for "--machine" flag: must be one of run, pull'],
    [['--svg', '--json'], 'conflicting options: --svg and --json'],
    [['--json', '--open', 'none'], 'conflicting options: --json and --open'],
    [['--open', 'nowhere'], 'must be one of all, none, imageCheck'],
    [['--theme', 'pink'], 'must be one of auto, light, dark'],
    [['stray'], 'requires'],
  ])('refuses %j', async (words, message) => {
    const { exitCode, stdout, stderr } = await chart(...words);
    expect(exitCode).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  it('writes to a file, or says why it cannot', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'learn-run-chart-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'run.svg');
    expect(await chart('-o', file)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg /);
    const failed = await chart('-o', join(directory, 'no', 'run.svg'));
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain('cannot write the chart to');
  });
});
