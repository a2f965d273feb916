import { describe, expect, it } from 'vitest';
import { createActor, toPromise, waitFor } from 'xstate';
import type { Actors, Tools } from '../../../machines/actors/contract.ts';
import { provideActors, providePull } from '../../../machines/actors/logic.ts';
import { atOnce } from '../../../machines/actors/pace.ts';
import { Interrupted } from '../../../machines/errors.ts';
import type { Evidence } from '../../../machines/evidence.ts';
import { STEPS, type StepName } from '../../../machines/steps.ts';
import { fakeActors } from '../../fixtures/fake-actors.ts';
import { image, platform, reference, request } from '../../fixtures/run-values.ts';

const CREATION: StepName[] = ['prepareSnapshot', 'writeBundle', 'startInit', 'connectNetwork'];
const CLEANUP: StepName[] = ['deleteContainer', 'proveCleanup'];
/** Only where the container is to go on without us. */
const DETACHING: StepName[] = ['detachContainer'];
const inputFor = (step?: StepName) => (step && DETACHING.includes(step) ? { ...request, detach: true } : request);
const startOf = (actors: Actors, pace = atOnce(), input = inputFor()) =>
  createActor(provideActors(actors, pace, 'REAL'), { input }).start();
const run = (actors: Actors, input = inputFor()) => toPromise(startOf(actors, atOnce(), input));

/** Work that never ends by itself, and obeys its signal. */
const untilStopped = (_: unknown, { signal }: Tools) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('a run with everything plugged in', () => {
  it('goes from the name to the exit code', async () => {
    const { actors } = fakeActors();
    expect(await run(actors)).toEqual({
      exitCode: 7,
      status: { code: 7, signal: undefined },
      error: undefined,
      cleanupError: undefined,
    });
  });

  it('asks for every actor, and in the order of `docker run`', async () => {
    const { actors, asked } = fakeActors();
    await run(actors);
    expect(new Set([...asked, ...DETACHING])).toEqual(new Set(Object.keys(STEPS)));
    expect(asked).not.toContain('detachContainer');
    const order = (...steps: StepName[]) =>
      expect(steps.map((step) => asked.indexOf(step))).toEqual(
        steps.map((step) => asked.indexOf(step)).toSorted((a, b) => a - b),
      );
    order('lookUpImage', 'contactRegistry', 'authorize', 'resolveIndex', 'fetchManifest', 'fetchConfig', 'locateLayer');
    order('extractLayer', 'recordImage', ...CREATION, 'attachStreams', 'startContainer', 'awaitExit');
    order('startContainer', 'streamOutput', 'reapContainer', 'classifyExit', ...CLEANUP);
  });

  it('leaves a detached container to its monitor as soon as it runs, and neither shows nor awaits nor removes it', async () => {
    const { actors, asked } = fakeActors();
    expect(await run(actors, inputFor('detachContainer'))).toMatchObject({ exitCode: 0, error: undefined });
    expect(asked.slice(-3)).toEqual(['attachStreams', 'startContainer', 'detachContainer']);
    for (const step of ['streamOutput', 'awaitExit', ...CLEANUP]) expect(asked).not.toContain(step);
  });

  it('tells how a container has ended that was just to be left', async () => {
    const ended = { code: 6, signal: undefined };
    const { actors, asked, inputs } = fakeActors({ detachContainer: async () => ended });
    expect(await run(actors, inputFor('detachContainer'))).toMatchObject({ exitCode: 7, error: undefined });
    expect(inputs.get('reapContainer')).toMatchObject({ status: ended });
    expect(asked.slice(-5)).toEqual(['detachContainer', 'reapContainer', 'classifyExit', ...CLEANUP]);
  });

  it('does not start the container while the streams are still being attached', async () => {
    let attached = () => {};
    const { actors, asked } = fakeActors({
      attachStreams: () => new Promise((resolve) => (attached = () => resolve())),
    });
    const actor = startOf(actors);
    await waitFor(actor, (state) => state.matches('containerRunning'));
    await new Promise(setImmediate);
    expect(asked).not.toContain('startContainer');
    attached();
    expect((await toPromise(actor)).exitCode).toBe(7);
    expect(asked).toContain('startContainer');
  });

  it('waits for the last output of a program that has already ended', async () => {
    let drained = () => {};
    const { actors, asked } = fakeActors({
      streamOutput: () => new Promise((resolve) => (drained = () => resolve({ stdoutBytes: 1, stderrBytes: 0 }))),
    });
    const actor = startOf(actors);
    await waitFor(actor, (state) => state.matches({ containerRunning: { containerExecution: 'ended' } }));
    await new Promise(setImmediate);
    expect(asked).not.toContain('reapContainer');
    drained();
    expect((await toPromise(actor)).exitCode).toBe(7);
  });

  it('fetches the layers side by side', async () => {
    let under = 0;
    let both = () => {};
    const together = new Promise<void>((resolve) => (both = resolve));
    const { actors } = fakeActors({
      downloadLayer: async () => {
        under += 1;
        if (under === 2) both();
        await together;
      },
    });
    expect((await run(actors)).exitCode).toBe(7);
  });

  it('skips the pull where the image is there', async () => {
    const { actors, asked } = fakeActors({ lookUpImage: async () => ({ image }) });
    await run(actors);
    expect(asked).not.toContain('contactRegistry');
  });
});

describe('a failure', () => {
  for (const step of Object.keys(STEPS) as StepName[]) {
    it(`of ${step} comes out as the very object that was thrown, after the cleanup`, async () => {
      const error = new Error(`${step} failed`);
      const { actors, asked } = fakeActors({ [step]: () => Promise.reject(error) });
      const output = await run(actors, inputFor(step));
      expect(CLEANUP.includes(step) ? output.cleanupError : output.error).toBe(error);
      expect(asked.at(-1)).toBe('proveCleanup');
      expect(asked.includes('deleteContainer')).toBe(asked.includes('writeBundle'));
    });
  }

  it('of the cleanup does not hide the first one', async () => {
    const first = new Error('first');
    const second = new Error('second');
    const { actors } = fakeActors({
      startContainer: () => Promise.reject(first),
      deleteContainer: () => Promise.reject(second),
      proveCleanup: () => Promise.reject(new Error('third')),
    });
    expect(await run(actors)).toMatchObject({ error: first, cleanupError: second, exitCode: undefined });
  });

  it('of one layer stops the others', async () => {
    let isStopped = false;
    const error = new Error('no space');
    const { actors } = fakeActors({
      downloadLayer: async ({ layer }, tools) => {
        if (layer.digest.includes('4')) throw error;
        await untilStopped(layer, tools).finally(() => (isStopped = true));
      },
    });
    expect((await run(actors)).error).toBe(error);
    expect(isStopped).toBe(true);
  });

  it('to plug in an actor says which one', async () => {
    const { runMachine } = await import('../../../machines/run.ts');
    const output = await toPromise(createActor(runMachine, { input: request }).start());
    expect(String(output.error)).toContain('No actor was provided for "lookUpImage"');
  });
});

describe('an interruption', () => {
  const interruptible = (Object.keys(STEPS) as StepName[]).filter((step) => ![...CLEANUP, ...DETACHING].includes(step));
  for (const step of interruptible) {
    it(`during ${step} ends the run after the cleanup`, async () => {
      const { actors, asked } = fakeActors({ [step]: untilStopped });
      const actor = startOf(actors, atOnce());
      const output = toPromise(actor);
      while (!asked.includes(step)) await new Promise(setImmediate);
      actor.send({ type: 'user.interrupt' });
      expect((await output).error).toBeInstanceOf(Interrupted);
      expect(asked.at(-1)).toBe('proveCleanup');
      expect(asked.includes('deleteContainer')).toBe(asked.includes('writeBundle'));
    });
  }

  it('while the container is being made loses nothing of what the step has made', async () => {
    let made = () => {};
    const { actors, asked, inputs } = fakeActors({
      prepareSnapshot: () =>
        new Promise((resolve) => (made = () => resolve({ id: 'half', bundle: '/b', pid: undefined }))),
    });
    const actor = startOf(actors);
    while (!asked.includes('prepareSnapshot')) await new Promise(setImmediate);
    actor.send({ type: 'user.interrupt' });
    made();
    await toPromise(actor);
    expect(asked).not.toContain('writeBundle');
    expect(inputs.get('deleteContainer')).toMatchObject({ container: { id: 'half' } });
    expect(inputs.get('proveCleanup')).toMatchObject({ container: { id: 'half' } });
  });

  it('does not touch a container that is just being left to its monitor', async () => {
    let isLeft = () => {};
    const { actors, asked } = fakeActors({
      detachContainer: () => new Promise((resolve) => (isLeft = () => resolve(undefined))),
    });
    const actor = startOf(actors, atOnce(), inputFor('detachContainer'));
    while (!asked.includes('detachContainer')) await new Promise(setImmediate);
    actor.send({ type: 'user.interrupt' });
    isLeft();
    expect(await toPromise(actor)).toMatchObject({ exitCode: 0, error: undefined });
    expect(asked).not.toContain('deleteContainer');
  });

  it('does not touch a cleanup that has begun', async () => {
    const { actors } = fakeActors({
      deleteContainer: async (_, { signal }) => {
        actor.send({ type: 'user.interrupt' });
        signal.throwIfAborted();
      },
    });
    const actor = startOf(actors);
    expect(await toPromise(actor)).toMatchObject({ exitCode: 7, error: undefined, cleanupError: undefined });
  });

  it('is followed by the proof only when what was told to stop has stopped', async () => {
    const order: string[] = [];
    const { actors, asked } = fakeActors({
      downloadLayer: async (input, tools) => {
        await untilStopped(input, tools).catch(() => {});
        await new Promise(setImmediate);
        order.push('download stopped');
      },
      proveCleanup: async () => void order.push('proof'),
    });
    const actor = startOf(actors);
    while (!asked.includes('downloadLayer')) await new Promise(setImmediate);
    actor.send({ type: 'user.interrupt' });
    await toPromise(actor);
    expect(order.at(-1)).toBe('proof');
    expect(order.length).toBeGreaterThan(1);
  });
});

describe('what an actor shows', () => {
  it('carries its step and its badge to the pace', async () => {
    const shown: Evidence[] = [];
    const { actors } = fakeActors({
      classifyExit: async (_, tools) => {
        tools.show('It ended with 7.', { status: 1792 }, ['echo $?']);
        return { exitCode: 7 };
      },
    });
    const pace = atOnce({ onEvidence: (evidence) => shown.push(evidence) });
    await toPromise(createActor(provideActors(actors, pace, 'DRY'), { input: request }).start());
    expect(shown).toEqual([
      { step: 'classifyExit', badge: 'DRY', sentence: 'It ended with 7.', facts: { status: 1792 }, check: ['echo $?'] },
    ]);
  });

  it('asks for turns within its step', async () => {
    const turns: string[] = [];
    const { actors } = fakeActors({ deleteContainer: (_, tools) => tools.turn('umount2("/rootfs")') });
    const pace = atOnce({ onTurn: (step, detail) => void (detail && turns.push(`${step}: ${detail}`)) });
    await toPromise(startOf(actors, pace));
    expect(turns).toEqual(['deleteContainer: umount2("/rootfs")']);
  });
});

describe('a pull by itself', () => {
  it('brings the image', async () => {
    const { actors } = fakeActors();
    const machine = providePull(actors, atOnce(), 'REAL');
    expect(await toPromise(createActor(machine, { input: { reference, platform } }).start())).toEqual(image);
  });

  it('fails with the reason of its signal', async () => {
    const { actors } = fakeActors();
    const machine = providePull(actors, atOnce(), 'REAL', AbortSignal.abort(new Interrupted()));
    const actor = createActor(machine, { input: { reference, platform } });
    const output = toPromise(actor);
    actor.start();
    await expect(output).rejects.toBeInstanceOf(Interrupted);
  });
});

describe('the contract', () => {
  it('refuses, when it is compiled, an actor that gives back something else', () => {
    const { actors } = fakeActors();
    // @ts-expect-error the exit code is a number
    provideActors({ ...actors, classifyExit: async () => ({ exitCode: '7' }) }, atOnce(), 'REAL');
    // @ts-expect-error no chart asks for this
    provideActors({ ...actors, classifyExits: actors.classifyExit }, atOnce(), 'REAL');
    const { proveCleanup: _, ...rest } = actors;
    // @ts-expect-error one is missing
    expect(() => provideActors(rest, atOnce(), 'REAL')).not.toThrow();
  });
});
