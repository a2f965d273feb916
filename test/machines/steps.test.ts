import { describe, expect, it } from 'vitest';
import type { AnyStateMachine, StateNode } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { containerMachine } from '../../machines/container.ts';
import { layerMachine } from '../../machines/layer.ts';
import type { StateMeta } from '../../machines/meta.ts';
import { pullMachine } from '../../machines/pull.ts';
import { runMachine } from '../../machines/run.ts';
import { LIFECYCLE, STEPS } from '../../machines/steps.ts';

const MACHINES: Record<string, AnyStateMachine> = {
  run: runMachine,
  pull: pullMachine,
  layer: layerMachine,
  container: containerMachine,
};
const states = Object.values(MACHINES).flatMap((machine) => getStateNodes(machine) as StateNode[]);

describe('the table of steps', () => {
  it('names for each actor the chart and the state that ask for it', () => {
    const asked = states.flatMap((state) =>
      state.invoke
        .filter(({ id }) => id !== 'pull')
        .map(({ id }) => `${id} by ${state.machine.id}.${state.path.join('.')}`),
    );
    const table = Object.entries(STEPS).map(([name, step]) => `${name} by ${step.chart}.${step.state}`);
    expect(asked.toSorted()).toEqual(table.toSorted());
  });

  it('has one station for each of the six lifecycle states', () => {
    const stations = Object.values(STEPS).filter(({ isStation }) => isStation);
    expect(stations.map(({ lifecycle }) => lifecycle).toSorted()).toEqual([...LIFECYCLE].toSorted());
  });

  it('uses only lifecycle states that the run chart has', () => {
    const keys = states.filter(({ machine }) => machine.id === 'run').map(({ key }) => key);
    for (const lifecycle of LIFECYCLE) expect(keys).toContain(lifecycle);
  });
});

describe('every state', () => {
  for (const state of states) {
    it(`${state.id} is described by a sentence, and names its lesson and its specification`, () => {
      const meta = state.meta as StateMeta;
      expect(state.description).toMatch(/^[A-Z].{10,}[.?]$/);
      expect(meta.lesson).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(meta.spec).toMatch(/\S{3}/);
    });
  }

  it('that invokes an actor calls it by its own name, so that its endings can be told from outside', () => {
    for (const { invoke } of states) {
      for (const { id, src } of invoke) expect(id).toBe(src);
    }
  });
});

describe('the pull and the layer chart', () => {
  it('handle no failure: it travels up to whoever asked', () => {
    const leaves = states.filter(({ machine }) => machine.id === 'pull' || machine.id === 'layer');
    const events = leaves.flatMap(({ ownEvents }) => ownEvents);
    expect(events.filter((event) => event.startsWith('xstate.error'))).toEqual([]);
  });
});
