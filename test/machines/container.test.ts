import { describe, expect, it } from 'vitest';
import { createEmptyActor } from 'xstate';
import { containerMachine } from '../../machines/container.ts';
import { container, image, request } from '../fixtures/run-values.ts';
import { either, ended, stuck, walk } from '../fixtures/walk.ts';

const endings = {
  prepareSnapshot: either('prepareSnapshot', container),
  writeBundle: either('writeBundle', container),
  startInit: either('startInit', container),
  connectNetwork: either('connectNetwork'),
  startContainer: either('startContainer'),
  awaitExit: either('awaitExit', { code: 0, signal: undefined }),
  deleteContainer: either('deleteContainer'),
};
const input = { request, image, parent: createEmptyActor() as never };
const remove = { type: 'container.delete', keep: false };
const paths = walk(containerMachine, input, endings, [{ type: 'container.start' }, remove]);

describe('every path of the container chart', () => {
  for (const { title, end } of ended(paths)) {
    it(title, () => {
      if (title.endsWith('error deleteContainer')) {
        expect(end).toMatchObject({ status: 'error', error: 'deleteContainer failed' });
      } else {
        expect(end).toMatchObject({ status: 'done', value: 'deleted' });
      }
    });
  }

  it('leads to an end, from wherever it is told to delete the container', () => {
    expect(stuck(paths)).toEqual([]);
  });

  it('meets the failure of each actor', () => {
    for (const actor of Object.keys(endings)) {
      expect(paths.some(({ title }) => title.endsWith(`error ${actor}`))).toBe(true);
    }
  });
});

describe('the container chart', () => {
  it('deletes whatever was made, unless nothing was', () => {
    for (const { title, states, end } of ended(paths)) {
      const isDeleted = states.some((state) => state.matches('deleting'));
      expect([title, isDeleted]).toEqual([title, end.context.container !== undefined]);
    }
  });

  it('waits for the step under way before it deletes a container that is being made', () => {
    for (const { title } of ended(paths)) {
      const [, next] = /container\.delete → (\w+ \w+)/.exec(title) ?? [];
      if (/^(done (prepareSnapshot|writeBundle|startInit) → )*container\.delete/.test(title)) {
        expect(next).toMatch(/^(done|error) (prepareSnapshot|writeBundle|startInit|connectNetwork)$/);
      }
    }
  });

  it('takes no second step of the creation once it is told to delete', () => {
    for (const { states } of paths) {
      const first = states.findIndex(({ context }) => context.deletion !== undefined);
      const steps = states.slice(first).filter((state) => state.matches('creating'));
      if (first >= 0) expect(new Set(steps.map(({ value }) => JSON.stringify(value))).size).toBeLessThanOrEqual(1);
    }
  });

  it('starts the program only when it is told to', () => {
    for (const { title, states } of paths) {
      if (states.some((state) => state.matches('running'))) expect(title).toContain('container.start → ');
    }
  });
});
