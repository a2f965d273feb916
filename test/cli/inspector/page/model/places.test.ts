import { describe, expect, it } from 'vitest';
import { NOW } from '../../../../../cli/inspector/page/model/chronicle.ts';
import { activeOf, pathOf, placesOf } from '../../../../../cli/inspector/page/model/places.ts';
import { stretchesOf } from '../../../../../cli/inspector/page/model/stretches.ts';
import { chronicleOf } from '../../../../fixtures/story.ts';

const state = (chart: string, value: unknown, event = 'x') =>
  ({ kind: 'state', chart, state: value as never, event }) as const;

const RUN = [
  state('run', { imageCheck: 'lookingUp' }),
  state('pull', 'contacting'),
  state('run', { imageCheck: 'pulling' }, 'xstate.done.actor.lookUpImage'),
  state('layer-0', 'downloading'),
  state('layer-1', 'downloading'),
  state('run', { containerCleanup: 'proving' }, 'xstate.error.actor.pull'),
  state('run', 'failed'),
];

describe('where the charts are', () => {
  it('is known of each of them, from the outside in', () => {
    const chronicle = chronicleOf(RUN);
    expect([...activeOf(placesOf(chronicle, NOW))]).toEqual([
      'run',
      'run.failed',
      'pull',
      'pull.contacting',
      'layer',
      'layer.downloading',
    ]);
  });

  it('is known at every moment', () => {
    const chronicle = chronicleOf(RUN);
    const at = chronicle.of('state')[2]!.sequence;
    expect(activeOf(placesOf(chronicle, at)).has('run.imageCheck.lookingUp')).toBe(true);
    expect(activeOf(placesOf(chronicle, at + 1)).has('run.imageCheck.pulling')).toBe(true);
  });

  it('leaves a way behind: what was entered and how often, from where to where, and where it failed', () => {
    const { visits, taken, failed } = pathOf(chronicleOf(RUN), NOW);
    expect(visits.get('layer.downloading')).toBe(2);
    expect(taken.has('run.imageCheck.lookingUp→run.imageCheck.pulling')).toBe(true);
    expect(taken.has('run.imageCheck→run.containerCleanup')).toBe(true);
    expect([...failed]).toEqual(['run.imageCheck', 'run.imageCheck.pulling']);
  });

  it('is marked as failed where that happened, and not in what went on beside it', () => {
    const chronicle = chronicleOf([
      state('run', { containerRunning: { containerExecution: 'starting', outputDisplay: 'attached' } }),
      { kind: 'call', call: 1, step: 'startContainer', input: {} },
      { kind: 'failed', call: 1, error: { message: 'no', hint: '' } },
      state('run', { containerCleanup: 'proving' }, 'container.failed'),
    ]);
    expect([...pathOf(chronicle, NOW).failed]).toEqual([
      'run.containerRunning',
      'run.containerRunning.containerExecution',
      'run.containerRunning.containerExecution.starting',
    ]);
  });

  it('passes over states that no chart has', () => {
    const chronicle = chronicleOf([state('run', { nowhere: 'x' }), state('__proto__', 'x'), state('run', 7)]);
    expect(placesOf(chronicle, NOW).map(({ active }) => active)).toEqual([['run']]);
  });
});

describe('the stretches of a story', () => {
  it('belong to the six states, from the first message to the last', () => {
    const chronicle = chronicleOf(RUN);
    const stretches = stretchesOf(chronicle);
    expect(stretches.map(({ lifecycle }) => lifecycle)).toEqual(['imageCheck', 'containerCleanup']);
    expect([stretches[0]!.from, stretches.at(-1)!.to]).toEqual([0, chronicle.messages.length]);
  });

  it('tell the streams from the program while both are there', () => {
    const running = (execution: string, output: string) =>
      state('run', { containerRunning: { containerExecution: execution, outputDisplay: output } });
    const chronicle = chronicleOf([running('held', 'attaching'), running('running', 'streaming')]);
    expect(stretchesOf(chronicle).map(({ lifecycle }) => lifecycle)).toEqual(['outputDisplay', 'containerExecution']);
  });
});
