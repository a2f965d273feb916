import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { MACHINES, type MachineName } from '../../../cli/chart/machines.ts';
import { chartOf, statesOf } from '../../../cli/chart/model.ts';
import { eventWords, kindOf, transitionWords } from '../../../cli/chart/words.ts';

const NAMES = Object.keys(MACHINES) as MachineName[];

describe('the model of a chart', () => {
  it.each(NAMES)('has every state of %s', (name) => {
    const ids = statesOf(chartOf(MACHINES[name]).root).map(({ id }) => id);
    expect([...ids].sort()).toEqual(
      getStateNodes(MACHINES[name])
        .map(({ id }) => id)
        .concat(name)
        .filter((id, at, all) => all.indexOf(id) === at)
        .sort(),
    );
  });

  it.each(NAMES)('is plain data, and the same each time, for %s', (name) => {
    const chart = chartOf(MACHINES[name]);
    expect(JSON.parse(JSON.stringify(chart))).toEqual(JSON.parse(JSON.stringify(chartOf(MACHINES[name]))));
  });

  it('tells choices, silences and timers apart, and hides what XState adds for its timers', () => {
    const machine = createMachine({
      id: 'sample',
      type: 'parallel',
      states: {
        a: { on: { go: {} }, after: { 500: { guard: 'isLate', target: 'b' } }, initial: 'x', states: { x: {} } },
        b: {},
      },
    } as never);
    const { root, transitions } = chartOf(machine);
    expect(root).toMatchObject({ kind: 'parallel', initial: undefined });
    expect(statesOf(root).find(({ id }) => id === 'sample.a')).toMatchObject({
      initial: 'sample.a.x',
      entry: [],
      exit: [],
    });
    expect(transitions).toMatchObject([
      { source: 'sample.a', targets: [], event: 'go' },
      { source: 'sample.a', guard: 'isLate', isOtherwise: false },
    ]);
    expect(transitions.map((transition) => transitionWords(transition, []))).toEqual(['go', 'after 500 ms [isLate]']);
  });
});

describe('the words of an arrow', () => {
  it.each([
    ['xstate.done.actor.pull', 'done', 'done'],
    ['xstate.error.actor.pull', 'error', 'error'],
    ['xstate.done.actor.layer-0', 'layer-0 done', 'done'],
    ['xstate.error.actor.*', 'any error', 'error'],
    ['xstate.done.state.run.imageCheck', 'all done', 'done'],
    ['container.failed', 'container.failed', 'error'],
    ['user.interrupt', 'user.interrupt', 'event'],
    ['', '', 'always'],
  ])('for %j are %j', (event, words, kind) => {
    expect(eventWords(event, ['pull'])).toBe(words);
    expect(kindOf({ event })).toBe(kind);
  });
});
