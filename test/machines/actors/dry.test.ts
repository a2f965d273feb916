import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { readCommandLine } from '../../../cli/explain/command-line.ts';
import { requestOf } from '../../../cli/explain/compile.ts';
import { openEngine } from '../../../cli/open-engine.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { RunRequest } from '../../../machines/actors/contract.ts';
import { dryActors, dryBadge } from '../../../machines/actors/dry.ts';
import { provideActors, providePull } from '../../../machines/actors/logic.ts';
import { atOnce } from '../../../machines/actors/pace.ts';
import { realActors } from '../../../machines/actors/real.ts';
import type { Evidence } from '../../../machines/evidence.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

let home: string;
let engine: Engine;
const io = () => ({ ...capturedIo({ LEARN_RUN_HOME: home }), uid: process.geteuid!() });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-dry-'));
  engine = openEngine(io(), { offline: true });
});
afterEach(async () => {
  await engine.close();
  await engine.removeTree(home);
});

function request(...words: string[]): RunRequest {
  const { image, command, flags } = readCommandLine(words, io());
  return requestOf(
    { image, command },
    flags.map(({ option }) => option),
    io(),
  );
}

/** Takes the run through the charts with dry actors: what was shown, and how it ended. */
async function dry(...words: string[]) {
  const shown: Evidence[] = [];
  const details: (string | undefined)[] = [];
  const pace = atOnce({ onEvidence: (one) => shown.push(one), onTurn: (_, detail) => details.push(detail) });
  const run = createActor(provideActors(dryActors(engine), pace, dryBadge), { input: request(...words) });
  run.start();
  const output = await toPromise(run);
  const of = (step: string) => shown.filter((one) => one.step === step);
  return { shown, output, of, details: details.filter((detail) => detail !== undefined) };
}

async function pull(image: string): Promise<void> {
  const display = { attach() {}, carry: async () => ({ stdoutBytes: 0, stderrBytes: 0 }) };
  const machine = providePull(realActors(engine, { display, isWatched: false, readsLayers: false }), atOnce(), 'REAL');
  const { reference, platform } = request(image);
  const actor = createActor(machine, { input: { reference, platform } });
  actor.start();
  await toPromise(actor);
}

/** Every file below the store, with its content. */
function everything(directory = home): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((path) => !statSync(join(directory, path)).isDirectory())
      .map((path) => [path, readFileSync(join(directory, path), 'latin1')]),
  );
}

describe('a dry run', () => {
  it('goes through every state, asks the registry for what the image says, and writes nothing', async () => {
    const before = everything();
    const { output, of, shown } = await dry('hello-world');
    expect(output).toMatchObject({ exitCode: 0, error: undefined });
    expect(everything()).toEqual(before);
    expect(of('fetchConfig')[0]).toMatchObject({ badge: 'REAL', facts: { 'image config': { os: 'linux' } } });
    expect(of('downloadLayer')[0]).toMatchObject({ badge: 'DRY', sentence: expect.stringContaining('would be') });
    expect(of('writeBundle')[0]).toMatchObject({
      badge: 'DRY',
      facts: { 'config.json': { process: { args: ['/hello'] } } },
    });
    expect(of('proveCleanup')[0]).toMatchObject({
      badge: 'REAL',
      sentence: expect.stringContaining('Nothing was made'),
    });
    expect(new Set(shown.map(({ badge }) => badge))).toEqual(new Set(['REAL', 'DRY']));
  });

  it('shows every call that it would make, and asks for a turn before each', async () => {
    const { of, details } = await dry('hello-world');
    const calls = [...of('startInit'), ...of('startContainer')].flatMap(
      ({ facts }) => (facts.syscalls ?? []) as { name: string; args: string[] }[],
    );
    expect(details).toEqual(calls.map(({ name, args }) => `${name}(${args.join(', ')})`));
    expect(details).toContain('pivot_root(".", ".")');
    expect(details.at(-1)).toMatch(/^execve\("\/hello"/);
  });

  it('says what it has to guess where the files of the image are not here, and knows them where they are', async () => {
    const image = 'learn.localhost/user';
    const unknown = await dry(image);
    expect(unknown.of('writeBundle').map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('as uid 1000'),
      expect.stringContaining('worker is taken for 1000:1000'),
      expect.stringContaining('"/bin/cat" is taken to be there'),
    ]);
    const results = JSON.stringify(unknown.of('startInit'));
    expect(results).toContain('(a guess: the files of the image are not here)');
    await pull(image);
    const known = await dry(image);
    expect(known.of('writeBundle').map(({ sentence }) => sentence)).toEqual([expect.stringContaining('as uid 1234')]);
    expect(JSON.stringify(known.of('startInit'))).not.toContain('guess');
  });

  it.each([
    ['a program that is not there', ['hello-world', '/nope'], 'EXEC_NOT_FOUND'],
    ['a file that is no program', ['learn.localhost/cat'], 'EXEC_NOT_EXECUTABLE'],
    ['no command at all', ['learn.localhost/no-command'], 'NO_COMMAND'],
    ['a user that nobody knows', ['-u', 'nobody-at-all', 'learn.localhost/cat'], 'USER_NOT_FOUND'],
    ['a source that is not there', ['--mount', 'type=bind,src=/no/such,dst=/x', 'hello-world'], 'INVALID_MOUNT'],
    ['an image that nobody has', ['no-such-image'], 'IMAGE_NOT_FOUND'],
  ])('fails as the run would: %s', async (_, words, code) => {
    if (words.at(-1) !== 'no-such-image') await pull(words.find((word) => /^(hello|learn)/.test(word))!);
    const entrypoint = code === 'EXEC_NOT_EXECUTABLE' ? ['--entrypoint', '/etc/motd'] : [];
    const { output } = await dry(...entrypoint, ...words);
    expect(output.error).toMatchObject({ code });
  });

  it('tells of directories that would have to be made, and makes none', async () => {
    const source = join(home, 'not/there');
    const { output, of } = await dry('-v', `${source}:/x`, '-v', 'data:/y', '-v', '/z', 'hello-world');
    expect(output.error).toBeUndefined();
    expect(JSON.stringify(of('startInit'))).toContain(source);
    expect(readdirSync(home)).not.toContain('not');
    expect(engine.store.volumes.list()).toEqual([]);
  });
});
