import { describe, expect, it } from 'vitest';
import { createActor, toPromise } from 'xstate';
import type { Actors } from '../../../machines/actors/contract.ts';
import { provideActors } from '../../../machines/actors/logic.ts';
import { atOnce, type Decision, type Pause, type StepwiseOptions, stepwise } from '../../../machines/actors/pace.ts';
import { Interrupted } from '../../../machines/errors.ts';
import type { StepName } from '../../../machines/steps.ts';
import { fakeActors } from '../../fixtures/fake-actors.ts';
import { request } from '../../fixtures/run-values.ts';

type Script = Omit<StepwiseOptions, 'ask'> & {
  /** What the person says at each pause; after the last, `next`. */
  decisions?: Decision[];
  override?: Partial<Actors>;
};

/** A run at the pace of a person who answers as written down. */
async function runStepwise({ decisions = [], override = {}, ...options }: Script) {
  const pauses: Pause[] = [];
  const { actors, asked } = fakeActors(override);
  const pace = stepwise({
    ...options,
    ask: async (pause) => decisions[pauses.push(pause) - 1] ?? 'next',
    onQuit: () => actor.send({ type: 'user.interrupt' }),
  });
  const actor = createActor(provideActors(actors, pace, 'REAL'), { input: request });
  const output = await toPromise(actor.start());
  return { output, asked, pauses, stops: pauses.map(({ step }) => step) };
}

const STATIONS = [
  'lookUpImage',
  'prepareSnapshot',
  'startContainer',
  'streamOutput',
  'reapContainer',
  'deleteContainer',
] as const;

describe('a pace that never waits', () => {
  it('tells what happens as it happens', async () => {
    const heard: unknown[] = [];
    const pace = atOnce({ onTurn: (...turn) => heard.push(turn), onProgress: (progress) => heard.push(progress) });
    await pace.turn('startInit', 'mount', { type: 'proc' }, new AbortController().signal);
    pace.progress({ kind: 'line', text: 'Pulling' });
    expect(heard).toEqual([['startInit', 'mount', { type: 'proc' }], { kind: 'line', text: 'Pulling' }]);
  });
});

describe('a pace of one step at a time', () => {
  it('stops at the six lifecycle states, once each', async () => {
    const { stops, output } = await runStepwise({ grain: 'lifecycle' });
    expect(stops).toEqual(STATIONS);
    expect(output.exitCode).toBe(7);
  });

  it('stops at every step where it is asked to look closer', async () => {
    const { stops, asked } = await runStepwise({ grain: 'detail' });
    expect(stops.toSorted()).toEqual(asked.toSorted());
  });

  it('stops at each syscall at the finest grain, and says which', async () => {
    const override: Partial<Actors> = {
      deleteContainer: async (_, tools) => {
        await tools.turn('kill', { pid: 42 });
        await tools.turn('umount2');
      },
    };
    const { pauses } = await runStepwise({ grain: 'syscall', override });
    const deleting = pauses.filter(({ step }) => step === 'deleteContainer');
    expect(deleting.map(({ detail }) => detail)).toEqual([undefined, 'kill', 'umount2']);
    expect(deleting[1]?.facts).toEqual({ pid: 42 });
    expect((await runStepwise({ grain: 'detail', override })).pauses.some(({ detail }) => detail)).toBe(false);
  });

  it('names where it stands, and what was shown since the last pause', async () => {
    const { pauses } = await runStepwise({
      grain: 'lifecycle',
      override: {
        lookUpImage: async (_, tools) => {
          tools.show('It is not in the store.');
          return { image: undefined };
        },
      },
    });
    expect(pauses[0]?.justHappened).toEqual([]);
    expect(pauses[1]).toMatchObject({
      lifecycle: 'containerCreation',
      state: 'container.creating.preparingSnapshot',
      justHappened: [{ step: 'lookUpImage', sentence: 'It is not in the store.' }],
    });
    expect(pauses[2]?.justHappened).toEqual([]);
  });

  it('asks one thing at a time, however many layers want a turn', async () => {
    let open = 0;
    let most = 0;
    const { actors, asked } = fakeActors();
    const pace = stepwise({
      grain: 'detail',
      ask: async () => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        open -= 1;
        return 'next';
      },
    });
    await toPromise(createActor(provideActors(actors, pace, 'REAL'), { input: request }).start());
    expect(most).toBe(1);
    expect(asked.filter((step) => step === 'downloadLayer')).toHaveLength(2);
  });

  it('goes finer when the person asks for it', async () => {
    const { stops } = await runStepwise({ grain: 'lifecycle', decisions: ['detail'] });
    expect(stops.slice(0, 3)).toEqual(['lookUpImage', 'contactRegistry', 'authorize']);
  });

  it('does not stop again once it is told to run on, not even where pauses were already waiting', async () => {
    const { stops, output } = await runStepwise({
      grain: 'detail',
      decisions: [...Array<Decision>(6).fill('next'), 'runOn'],
    });
    expect(stops).toHaveLength(7);
    expect(stops.at(-1)).toBe('locateLayer');
    expect(output.exitCode).toBe(7);
  });

  it.each([
    ['startInit', ['startInit']],
    ['container.creating.*', ['prepareSnapshot', 'writeBundle', 'startInit', 'connectNetwork']],
    ['*Layer', ['locateLayer', 'locateLayer', 'downloadLayer', 'downloadLayer']],
    ['containerExit', ['reapContainer', 'classifyExit']],
    ['start', []],
    ['(a+)+', []],
  ])('stops at the breakpoint %s even when it runs on', async (breakpoint, expected) => {
    const { stops } = await runStepwise({ grain: 'none', breakpoints: [breakpoint] });
    expect(stops.slice(0, expected.length || 1)).toEqual(expected);
  });
});

describe('a person who steers', () => {
  it('goes coarser again, and never so coarse that nothing stops', async () => {
    const decisions: Decision[] = ['detail', 'coarser', 'coarser'];
    const { stops } = await runStepwise({ grain: 'lifecycle', decisions });
    expect(stops.slice(0, 4)).toEqual(['lookUpImage', 'contactRegistry', 'prepareSnapshot', 'startContainer']);
  });

  it('runs to a step that he names, and steps on from there in the same steps as before', async () => {
    const { stops } = await runStepwise({ grain: 'detail', decisions: ['runTo:startInit'] });
    expect(stops.slice(0, 3)).toEqual(['lookUpImage', 'startInit', 'connectNetwork']);
  });

  it('steps on from a breakpoint, whatever has led there', async () => {
    const breakpoints = ['startInit'];
    const { stops } = await runStepwise({ grain: 'none', breakpoints, decisions: ['next', 'runOn'] });
    expect(stops).toEqual(['startInit', 'startContainer']);
    const decisions: Decision[] = ['runOn', 'next', 'detail', 'runOn'];
    const finer = await runStepwise({ grain: 'lifecycle', breakpoints, decisions });
    expect(finer.stops.slice(0, 4)).toEqual(['lookUpImage', 'startInit', 'startContainer', 'streamOutput']);
  });

  it('may leave it to a clock, which goes on as the run did', async () => {
    const decisions = Array<Decision>(30).fill('goOn');
    const { stops } = await runStepwise({ grain: 'none', breakpoints: ['startInit', 'classifyExit'], decisions });
    expect(stops).toEqual(['startInit', 'classifyExit']);
    expect((await runStepwise({ grain: 'lifecycle', decisions })).stops).toContain('reapContainer');
  });

  it('runs to a breakpoint before the place that he names, and forgets the place', async () => {
    const decisions: Decision[] = ['runTo:classifyExit', 'runOn'];
    const { stops } = await runStepwise({ grain: 'lifecycle', breakpoints: ['startInit'], decisions });
    expect(stops).toEqual(['lookUpImage', 'startInit']);
  });

  it('runs to the end past every breakpoint', async () => {
    const { stops, output } = await runStepwise({ grain: 'lifecycle', breakpoints: ['*'], decisions: ['toEnd'] });
    expect(stops).toEqual(['lookUpImage']);
    expect(output.exitCode).toBe(7);
  });

  it('stops where somebody wants it to at that very moment, until it is to run to the end', async () => {
    const wanted = ['prepareSnapshot', 'startInit', 'classifyExit'];
    const isBreakpoint = (step: string) => wanted.includes(step);
    const { stops } = await runStepwise({ grain: 'none', isBreakpoint, decisions: ['runOn', 'toEnd'] });
    expect(stops).toEqual(['prepareSnapshot', 'startInit']);
  });

  it('stops at a kernel call that he has named', async () => {
    const { pauses } = await runStepwise({
      grain: 'none',
      breakpoints: ['syscall:pivot_root'],
      decisions: ['runOn'],
      override: {
        startInit: async ({ container }, tools) => {
          for (const call of ['mount("a")', 'pivot_root(".", ".")', 'chdir("/")']) await tools.turn(call);
          return { ...container, pid: 42 };
        },
      },
    });
    expect(pauses.map(({ detail }) => detail)).toEqual(['pivot_root(".", ".")']);
  });
});

describe('somebody who wants to know something before a step', () => {
  const isWanted = (step: StepName) => step === 'writeBundle';

  it('makes it a stop too', async () => {
    const { stops } = await runStepwise({ grain: 'lifecycle', isWanted });
    expect(stops.slice(0, 3)).toEqual(['lookUpImage', 'prepareSnapshot', 'writeBundle']);
  });

  it('is not heard where the run does not stop by itself', async () => {
    expect((await runStepwise({ grain: 'none', isWanted })).stops).toEqual([]);
    expect((await runStepwise({ grain: 'lifecycle', isWanted, decisions: ['runOn'] })).stops).toEqual(['lookUpImage']);
  });
});

describe('whoever stops at errors', () => {
  const error = new Error('no such image');
  const broken: Partial<Actors> = { fetchManifest: () => Promise.reject(error) };

  it('stops once before what failed is cleaned up, however the run goes', async () => {
    const { stops, output } = await runStepwise({ grain: 'none', breaksOnError: true, override: broken });
    expect(stops).toEqual(['proveCleanup']);
    expect(output.error).toBe(error);
  });

  it('stops where the program says that something went wrong', async () => {
    expect((await runStepwise({ grain: 'none', breaksOnError: true })).stops).toEqual(['deleteContainer']);
    const override: Partial<Actors> = { classifyExit: async () => ({ exitCode: 0 }) };
    expect((await runStepwise({ grain: 'none', breaksOnError: true, override })).stops).toEqual([]);
  });

  it('does not stop where somebody has quit, or runs to the end', async () => {
    expect((await runStepwise({ grain: 'lifecycle', breaksOnError: true, decisions: ['quit'] })).stops).toEqual([
      'lookUpImage',
    ]);
    const decisions: Decision[] = ['toEnd'];
    expect((await runStepwise({ grain: 'lifecycle', breaksOnError: true, decisions })).stops).toEqual(['lookUpImage']);
  });

  it('is one of those who are told how each step ended', async () => {
    const heard: unknown[] = [];
    await runStepwise({ grain: 'none', override: broken, onEnded: (step, ending) => heard.push([step, ending]) });
    expect(heard[0]).toEqual(['lookUpImage', { output: { image: undefined } }]);
    expect(heard).toContainEqual(['fetchManifest', { error }]);
  });
});

describe('after a failure', () => {
  it('stops at the cleanup, even where there is no container to delete', async () => {
    const error = new Error('no such image');
    const { stops, output } = await runStepwise({
      grain: 'lifecycle',
      override: { lookUpImage: () => Promise.reject(error) },
    });
    expect(stops).toEqual(['lookUpImage', 'proveCleanup']);
    expect(output.error).toBe(error);
  });
});

describe('whoever quits', () => {
  it.each(STATIONS.slice(0, -1))('at %s gets the cleanup without another question', async (station) => {
    const position = STATIONS.indexOf(station);
    const decisions = [...Array<Decision>(position).fill('next'), 'quit' as const];
    const { stops, asked, output } = await runStepwise({ grain: 'lifecycle', decisions });
    expect(stops).toEqual(STATIONS.slice(0, position + 1));
    expect(output.error).toBeInstanceOf(Interrupted);
    expect(asked).not.toContain(station);
    expect(asked.at(-1)).toBe('proveCleanup');
  });

  it('at the cleanup gets it all the same, and the exit code as well', async () => {
    const decisions = [...Array<Decision>(5).fill('next'), 'quit' as const];
    const { asked, output } = await runStepwise({ grain: 'lifecycle', decisions });
    expect(asked.slice(-2)).toEqual(['deleteContainer', 'proveCleanup']);
    expect(output).toMatchObject({ exitCode: 7, error: undefined });
  });

  it('from outside, while a pause stands, withdraws the question', async () => {
    const { actors, asked } = fakeActors();
    let withdrawn: AbortSignal | undefined;
    const pace = stepwise({
      grain: 'lifecycle',
      breakpoints: [],
      ask: async ({ step }, signal) => {
        if (step !== 'prepareSnapshot') return 'next';
        withdrawn = signal;
        setImmediate(() => actor.send({ type: 'user.interrupt' }));
        return new Promise<never>(() => {});
      },
    });
    const actor = createActor(provideActors(actors, pace, 'REAL'), { input: request });
    expect((await toPromise(actor.start())).error).toBeInstanceOf(Interrupted);
    expect(withdrawn?.aborted).toBe(true);
    expect(asked.at(-1)).toBe('proveCleanup');
  });
});

describe('a person who cannot be asked any more', () => {
  it('ends the run with the reason, and still gets the cleanup', async () => {
    const closed = new Error('the terminal was closed');
    const { actors, asked } = fakeActors();
    const pace = stepwise({
      grain: 'lifecycle',
      ask: async ({ step }) => {
        if (step === 'lookUpImage' || step === 'prepareSnapshot') return 'next';
        throw closed;
      },
    });
    const output = await toPromise(createActor(provideActors(actors, pace, 'REAL'), { input: request }).start());
    expect(output).toMatchObject({ error: closed, cleanupError: undefined });
    expect(asked.slice(-2)).toEqual(['deleteContainer', 'proveCleanup']);
  });
});
