import { describe, expect, it } from 'vitest';
import { runMachine } from '../../machines/run.ts';
import { container, image, request } from '../fixtures/run-values.ts';
import { done, either, ended, failed, stuck, walk } from '../fixtures/walk.ts';

const status = { code: 0, signal: undefined };
const endings = {
  lookUpImage: [...either('lookUpImage', { image }), done('lookUpImage', { image: undefined })],
  pull: either('pull', image),
  container: [
    { type: 'container.created', container },
    { type: 'container.started' },
    { type: 'container.stopped', status },
    { type: 'container.failed', error: 'a step of the container failed', container },
    { type: 'container.deleted', container },
    failed('container'),
  ],
  attachStreams: either('attachStreams'),
  streamOutput: either('streamOutput', { stdoutBytes: 6, stderrBytes: 0 }),
  reapContainer: either('reapContainer', status),
  classifyExit: either('classifyExit', { exitCode: 7 }),
  proveCleanup: either('proveCleanup'),
};
const paths = walk(runMachine, request, endings, [{ type: 'user.interrupt' }]);
const cleanup = { containerCleanup: 'removing' } as const;

/** The first thing on a path that went wrong, as its title tells. */
const firstFailure = (title: string) => /error (?!proveCleanup)\w+|container\.failed|user\.interrupt/.exec(title)?.[0];

describe('every path of the run chart', () => {
  for (const { title, end } of ended(paths)) {
    it(title, () => {
      expect(end.status).toBe('done');
      // A container that died while it was being removed is the failure of the cleanup, not of the run.
      const isSound = title.includes('done classifyExit') && !title.includes('user.interrupt');
      expect(end.value).toBe(isSound ? 'completed' : 'failed');
      expect(end.output?.exitCode).toBe(title.includes('done classifyExit') ? 7 : undefined);
    });
  }

  it('leads to an end', () => {
    expect(stuck(paths)).toEqual([]);
  });

  it('goes through the cleanup and its proof', () => {
    for (const { states } of ended(paths)) {
      expect(states.some((state) => state.matches({ containerCleanup: 'proving' }))).toBe(true);
    }
  });

  it('deletes the container that was asked for, unless the container itself has died', () => {
    for (const { title, states } of ended(paths)) {
      const hadContainer = states.some(({ context }) => context.containerActor !== undefined);
      const firstWrong = firstFailure(title);
      if (hadContainer && firstWrong !== 'error container') {
        expect([title, states.some((state) => state.matches(cleanup))]).toEqual([title, true]);
      }
    }
  });

  it('meets the failure of each actor', () => {
    for (const actor of Object.keys(endings)) {
      expect(paths.some(({ title }) => title.includes(`error ${actor}`))).toBe(true);
    }
  });

  it('is interrupted wherever a run can stand before its cleanup', () => {
    const standing = new Set(
      paths.map(({ end }) => JSON.stringify(end.value)).filter((value) => !/Cleanup|ed"$/.test(value)),
    );
    const interrupted = new Set(
      paths
        .filter(({ title }) => title.endsWith('user.interrupt'))
        .map(({ states }) => JSON.stringify(states.at(-2)?.value)),
    );
    for (const value of standing) expect(interrupted).toContain(value);
  });
});

describe('the run chart', () => {
  it('keeps the first failure, whatever else fails after it', () => {
    for (const { title, end } of ended(paths)) {
      const first = end.matches('failed') ? firstFailure(title) : undefined;
      const expected = {
        'container.failed': 'a step of the container failed',
        'user.interrupt': expect.objectContaining({ code: 'INTERRUPTED' }),
      }[first ?? ''];
      expect(end.output?.error).toEqual(expected ?? (first && `${first.slice('error '.length)} failed`));
    }
  });

  it('keeps a failure of the cleanup beside it', () => {
    const both = ended(paths).filter(({ title }) => title.endsWith('error proveCleanup'));
    expect(both.length).toBeGreaterThan(10);
    for (const { end } of both) expect(end.output?.cleanupError).toBeDefined();
  });

  it('starts nothing before the streams are attached', () => {
    for (const { title, states } of paths) {
      const starting = states.findIndex((state) =>
        state.matches({ containerRunning: { containerExecution: 'starting' } }),
      );
      if (starting >= 0) {
        expect(title).toContain('done attachStreams');
        expect(states[starting]?.matches({ containerRunning: { outputDisplay: 'attached' } })).toBe(true);
      }
    }
  });

  it('looks at how it ended only when the process has ended and its streams are empty', () => {
    for (const { title, states } of paths) {
      if (states.some((state) => state.matches('containerExit'))) {
        expect(title).toContain('container.stopped');
        expect(title).toContain('done streamOutput');
      }
    }
  });

  it('pulls even an image that is there when told to pull always', () => {
    const always = walk(runMachine, { ...request, pull: 'always' }, endings);
    const ways = always.filter(({ title }) => title === 'done lookUpImage');
    expect(ways.every(({ end }) => end.matches({ imageCheck: 'pulling' }))).toBe(true);
    expect(always.some(({ end }) => end.matches('completed'))).toBe(true);
  });

  it('keeps a container that was made where that is asked for, and removes a half-made one', () => {
    const kept = ended(walk(runMachine, { ...request, keep: true }, endings));
    for (const { states } of kept) {
      const ending = states.find(
        (state) => state.matches('containerCleanup') && !state.matches({ containerCleanup: 'proving' }),
      );
      if (ending) expect(ending.matches({ containerCleanup: 'keeping' })).toBe(ending.context.container !== undefined);
    }
    expect(kept.some(({ states }) => states.some((state) => state.matches({ containerCleanup: 'keeping' })))).toBe(
      true,
    );
  });
});

describe('every path of the run chart of a detached container', () => {
  const detached = walk(
    runMachine,
    { ...request, detach: true },
    { ...endings, detachContainer: either('detachContainer') },
    [{ type: 'user.interrupt' }],
  );

  it('leads to an end', () => {
    expect(stuck(detached)).toEqual([]);
  });

  it('ends without a cleanup only where the container was left to its monitor', () => {
    for (const { title, states, end } of ended(detached)) {
      const isLeft = title.includes('done detachContainer');
      expect([title, end.value]).toEqual([title, isLeft ? 'detached' : 'failed']);
      const isCleaned = states.some((state) => state.matches({ containerCleanup: 'proving' }));
      expect([title, isCleaned]).toEqual([title, !isLeft]);
    }
  });
});

describe('every path of the run chart of a container whose terminal may be let go of', () => {
  const paths = walk(runMachine, request, { ...endings, detachContainer: either('detachContainer') }, [
    { type: 'user.detach' },
  ]);

  it('leads to an end', () => {
    expect(stuck(paths)).toEqual([]);
  });

  it('leaves it to a monitor only while its program runs, whether all of its output is shown or not', () => {
    const left = paths.flatMap(({ states }) => {
      const at = states.findIndex((state) => state.matches('containerDetaching'));
      return at > 0 ? [states[at - 1]!] : [];
    });
    const before = left.map(({ value }) => JSON.stringify(value));
    expect(new Set(before)).toEqual(
      new Set(
        ['streaming', 'drained'].map((outputDisplay) =>
          JSON.stringify({ containerRunning: { containerExecution: 'running', outputDisplay } }),
        ),
      ),
    );
  });

  it('ends well where it was left, and is cleaned up everywhere else', () => {
    for (const { title, states, end } of ended(paths)) {
      const isLeft = title.includes('done detachContainer');
      expect([title, end.value === 'detached']).toEqual([title, isLeft]);
      const isCleaned = states.some((state) => state.matches({ containerCleanup: 'proving' }));
      expect([title, isCleaned]).toEqual([title, !isLeft]);
    }
  });
});
