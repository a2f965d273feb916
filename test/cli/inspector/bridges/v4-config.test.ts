import { createMachine } from 'learn-run-xstate-4';
import { describe, expect, it } from 'vitest';
import { type StateConfig, v4Config } from '../../../../cli/inspector/bridges/v4-config.ts';
import { containerMachine } from '../../../../machines/container.ts';
import { layerMachine } from '../../../../machines/layer.ts';
import { pullMachine } from '../../../../machines/pull.ts';
import { runMachine } from '../../../../machines/run.ts';
import { stateIdsOf } from '../../../fixtures/chart-states.ts';

const machines = [runMachine, pullMachine, layerMachine, containerMachine];

describe('a chart in the words of XState 4', () => {
  it.each(machines.map((machine) => [machine.id, machine] as const))('has every state of %s', (_, machine) => {
    const config = v4Config(machine.config as StateConfig);
    const v4 = createMachine(config as Parameters<typeof createMachine>[0]);
    expect([...v4.stateIds].sort()).toEqual(stateIdsOf(machine));
    expect(Object.keys(v4.states)).toEqual(Object.keys(machine.states));
  });

  it('says cond for guard, internal for what does not reenter, and names for functions', () => {
    function isReady() {
      return true;
    }
    const config = v4Config({
      initial: { target: 'a' },
      entry: [isReady, { type: 'log' }, () => {}],
      on: { go: { target: '.a', guard: isReady, actions: 'log' }, again: { target: '.a', reenter: true }, none: {} },
      invoke: { id: 'work', src: 'work', onDone: 'a', onError: [{ target: 'a', guard: { type: 'isMild' } }] },
      states: { a: {} },
    });
    expect(config).toMatchObject({
      initial: 'a',
      entry: ['isReady', 'log', 'inline'],
      on: {
        go: [{ target: '.a', cond: 'isReady', actions: ['log'], internal: true }],
        again: [{ target: '.a', internal: false }],
        none: [{ actions: [] }],
      },
      invoke: [{ id: 'work', src: 'work', onDone: [{ target: 'a' }], onError: [{ target: 'a', cond: 'isMild' }] }],
    });
  });
});
