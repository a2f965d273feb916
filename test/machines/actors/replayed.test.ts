import { afterAll, describe, expect, it } from 'vitest';
import { createActor, toPromise } from 'xstate';
import type { Json } from '../../../engine/json.ts';
import { recordedError } from '../../../engine/record/entry.ts';
import { readRun } from '../../../engine/record/read-run.ts';
import type { Actors, RunRequest } from '../../../machines/actors/contract.ts';
import { provideActors } from '../../../machines/actors/logic.ts';
import { atOnce, type Decision, type PaceListener, stepwise } from '../../../machines/actors/pace.ts';
import { recordedActors, recordStates } from '../../../machines/actors/recorded.ts';
import { replayedActors } from '../../../machines/actors/replayed.ts';
import type { Badge } from '../../../machines/evidence.ts';
import { RunFiles } from '../../engine/record/recording.ts';
import { fakeActors } from '../../fixtures/fake-actors.ts';
import { request } from '../../fixtures/run-values.ts';

const files = new RunFiles();
afterAll(() => files[Symbol.dispose]());

/** What a view hears of a run, but for the badge. */
function hearing() {
  const heard: string[] = [];
  const listener: PaceListener = {
    onTurn: (step, detail) => heard.push(['turn', step, detail].filter(Boolean).join(' ')),
    onEvidence: ({ step, sentence }) => heard.push(`${step}: ${sentence}`),
    onProgress: (progress) =>
      heard.push('status' in progress ? progress.status : 'text' in progress ? progress.text : progress.kind),
  };
  return { heard, listener };
}

async function play(actors: Actors, listener: PaceListener, badge: Badge, inspect?: ReturnType<typeof recordStates>) {
  const charts = provideActors(actors, atOnce(listener), badge);
  const machine = createActor(charts, { id: 'run', input: request, ...(inspect && { inspect }) }).start();
  return toPromise(machine);
}

/** A recorded run of actors that show something at each step, and say something on the way. */
async function record(override: Partial<Actors>) {
  const writer = files.writer();
  const recorder = { write: writer.write.bind(writer), errorOf: recordedError, now: () => 0 };
  const { actors } = fakeActors(override);
  const { heard, listener } = hearing();
  const output = await play(recordedActors(actors, recorder), listener, 'REAL', recordStates(recorder));
  writer.end(output.exitCode ?? 125, output.error === undefined ? null : recordedError(output.error));
  return { output, heard, run: readRun(writer.file) };
}

const telling: Partial<Actors> = {
  async lookUpImage(_, tools) {
    tools.show('nothing here', { reference: { tag: 'latest' } }, ['cat index.json']);
    return { image: undefined };
  },
  async downloadLayer({ layer, parents }, tools) {
    // The upper layer is done first.
    if (parents.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    tools.progress({ kind: 'layer', digest: layer.digest, status: 'Downloading', current: 1, total: 2 });
    tools.show(`layer ${parents.length}`);
  },
  async startInit({ container }, tools) {
    await tools.turn('mount proc');
    await tools.turn('pivot_root');
    return { ...container, pid: 42 };
  },
};

describe('a replay', () => {
  it('shows what was recorded, in the same order, and ends in the same way', async () => {
    const { run, heard, output } = await record(telling);
    const replay = hearing();
    const replayed = await play(
      replayedActors(run, async () => true),
      replay.listener,
      'REPLAY',
    );
    expect(replay.heard).toEqual(heard);
    expect(replayed).toEqual(output);
    expect(heard).toContain('turn startInit pivot_root');
    expect(heard.indexOf('downloadLayer: layer 1')).toBeLessThan(heard.indexOf('downloadLayer: layer 0'));
  });

  it('carries the badge REPLAY, and the facts and commands of the recording', async () => {
    const { run } = await record(telling);
    const shown: unknown[] = [];
    await play(
      replayedActors(run, async () => true),
      { onEvidence: (evidence) => shown.push(evidence) },
      'REPLAY',
    );
    expect(shown[0]).toEqual({
      step: 'lookUpImage',
      badge: 'REPLAY',
      sentence: 'nothing here',
      facts: { reference: { tag: 'latest' } },
      check: ['cat index.json'],
    });
  });

  it('gives out the bytes of each stream', async () => {
    const writer = files.writer();
    const recorder = { write: writer.write.bind(writer), errorOf: recordedError, now: () => 0 };
    const { actors } = fakeActors({
      async streamOutput() {
        writer.writeOutput('stdout', Buffer.from([1, 0, 255]));
        writer.writeOutput('stderr', Buffer.from('oops'));
        return { stdoutBytes: 3, stderrBytes: 4 };
      },
    });
    await play(recordedActors(actors, recorder), {}, 'REAL');
    writer.end(7, null);
    const written: unknown[] = [];
    const write = async (stream: string, chunk: Buffer) => written.push([stream, ...chunk]);
    const output = await play(replayedActors(readRun(writer.file), write), {}, 'REPLAY');
    expect(written).toEqual([
      ['stdout', 1, 0, 255],
      ['stderr', ...Buffer.from('oops')],
    ]);
    expect(output.exitCode).toBe(7);
  });

  it('fails where the run has failed, with the same code, words and hint', async () => {
    const failure = Object.assign(new Error('no such file'), { code: 'EXEC_NOT_FOUND', hint: 'Look at PATH.' });
    const { run, heard } = await record({ startContainer: () => Promise.reject(failure) });
    const replay = hearing();
    const { error } = await play(
      replayedActors(run, async () => true),
      replay.listener,
      'REPLAY',
    );
    expect(error).toMatchObject({ code: 'EXEC_NOT_FOUND', message: 'no such file', hint: 'Look at PATH.' });
    expect(replay.heard).toEqual(heard);
  });

  it('goes as far as a recording that was cut off, says so once, and ends', async () => {
    const { run } = await record(telling);
    const cut = run.entries.findIndex((entry) => entry.kind === 'call' && entry.step === 'startInit');
    const entries = run.entries.slice(0, cut + 2);
    const { heard, listener } = hearing();
    const output = await play(
      replayedActors({ ...run, entries, isComplete: false }, async () => true),
      listener,
      'REPLAY',
    );
    expect(output.error).toMatchObject({ code: 'RECORDING_ENDS' });
    expect(output.cleanupError).toBe(output.error);
    expect(heard).toContain('turn startInit mount proc');
    expect(heard).not.toContain('turn startContainer');
  });

  it('tells a recording that was cut off to its end, also where one of two calls has nothing more to tell', async () => {
    const { run } = await record(telling);
    const index = run.entries.findIndex((entry) => entry.kind === 'call' && entry.step === 'streamOutput');
    const begun = run.entries.filter(
      (entry, at) => at < index || (entry.kind === 'call' && entry.step === 'awaitExit'),
    );
    const output = { at: 9, kind: 'output', stream: 'stdout', data: 'YQ==' } as const;
    const entries = [...begun, run.entries[index]!, output, output];
    const written: string[] = [];
    const write = async (_: string, chunk: Buffer) => {
      await new Promise(setImmediate);
      written.push(chunk.toString());
    };
    const { error } = await play(replayedActors({ ...run, entries }, write), {}, 'REPLAY');
    expect(written).toEqual(['a', 'a']);
    expect(error).toMatchObject({ code: 'RECORDING_ENDS' });
  });

  it('ends a recording that was interrupted as the person has ended it', async () => {
    const { run } = await record(telling);
    const end = {
      at: 9,
      kind: 'end',
      exitCode: 130,
      error: { code: 'INTERRUPTED', message: 'quit', hint: '' },
    } as const;
    const cut = run.entries.findIndex((entry) => entry.kind === 'call' && entry.step === 'reapContainer');
    const { error } = await play(
      replayedActors({ ...run, entries: [...run.entries.slice(0, cut), end] }, async () => true),
      {},
      'REPLAY',
    );
    expect(error).toMatchObject({ code: 'INTERRUPTED', message: 'quit' });
  });

  it('can be left at any stop, and lets nobody wait for what is left out', async () => {
    const { run, heard } = await record(telling);
    const stops = heard.filter((line) => /^turn \w+$/.test(line)).length;
    for (let quitAt = 0; quitAt < stops; quitAt++) {
      let asked = 0;
      const ask = async (): Promise<Decision> => (asked++ === quitAt ? 'quit' : 'next');
      const pace = stepwise({ grain: 'detail', ask, onQuit: () => machine.send({ type: 'user.interrupt' }) });
      const machine = createActor(
        provideActors(
          replayedActors(run, async () => true),
          pace,
          'REPLAY',
        ),
        { input: request },
      );
      const { error } = await toPromise(machine.start());
      // Whoever quits during the cleanup quits a run that is over.
      if (error !== undefined) expect(error).toMatchObject({ code: 'INTERRUPTED' });
    }
  });
});

describe('a recording', () => {
  it('has each state that a chart came to, and by which event', async () => {
    const { run } = await record({});
    const states = run.entries.flatMap((entry) => (entry.kind === 'state' ? [[entry.chart, entry.state]] : []));
    expect(states).toContainEqual(['run', { imageCheck: 'lookingUp' }]);
    expect(states).toContainEqual(['pull', 'fetchingManifest']);
    expect(states).toContainEqual(['layer-1', 'complete']);
    expect(states).toContainEqual(['container', 'deleted']);
    expect(states.at(-1)).toEqual(['run', 'completed']);
  });

  it('has what each actor was asked with, what it gave back, and what it failed with', async () => {
    const { run } = await record({ startContainer: () => Promise.reject(new TypeError('x is not a function')) });
    const failed = run.entries.find(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject({ error: { message: 'x is not a function', hint: '' } });
    expect(failed).not.toHaveProperty('error.code');
    const call = run.entries.find((entry) => entry.kind === 'call' && entry.step === 'recordImage');
    expect(call).toMatchObject({ input: { reference: { repository: 'library/hello-world' } } });
  });

  it('gives back the request as it was, but for what JSON does not have', async () => {
    const { run } = await record({});
    expect(run.header.request as unknown as RunRequest).toEqual(JSON.parse(JSON.stringify(request)) as Json);
  });
});
