import { describe, expect, it } from 'vitest';
import { scenePictures } from '../../../../../cli/chart/scenes.ts';
import { Breakpoints } from '../../../../../cli/inspector/breakpoints.ts';
import { charts } from '../../../../../cli/inspector/charts.ts';
import { drawingOf, liveScene, SCENES, sceneOf } from '../../../../../cli/inspector/page/model/scene-choice.ts';
import { stepsWithin } from '../../../../../cli/inspector/page/model/stoppable.ts';
import { LIFECYCLE, STEPS, type StepName } from '../../../../../machines/steps.ts';

const { drawings, states } = charts();
const stateOf = (lifecycle: string) =>
  ['containerExecution', 'outputDisplay'].includes(lifecycle)
    ? `run.containerRunning.${lifecycle}`
    : `run.${lifecycle}`;

describe('the scenes of the charts', () => {
  it('are all drawn', () => {
    for (const { scene } of SCENES) expect([scene, drawings[scene]?.startsWith('<svg')]).toEqual([scene, true]);
    expect(drawings.glance).toBeDefined();
  });

  it('one of them shows what is inside the state in which a container is made', () => {
    expect(drawings[sceneOf('run.containerCreation')]).toContain('data-state="container.creating.startingInit"');
  });

  it.each(Object.keys(states).filter((id) => id.includes('.') && id !== 'run.containerCreation'))(
    'one of them shows %s',
    (id) => {
      const scene = drawingOf(sceneOf(id), new Set([id.startsWith('container.created') ? 'container.created' : '']));
      expect(drawings[scene]).toContain(`data-state="${id}"`);
    },
  );

  it.each(Object.values(STEPS).map(({ chart, state }) => `${chart}.${state}`))(
    'one of them follows the run to %s',
    (place) => {
      const around = place.split('.').map((_, at, parts) => parts.slice(0, at + 1).join('.'));
      const run = place.startsWith('run')
        ? []
        : [place.startsWith('container') ? 'run.containerCreation' : 'run.imageCheck'];
      const scene = liveScene(new Set([...run, ...around]));
      expect(SCENES.map((one) => one.scene)).toContain(scene);
    },
  );

  it('show the six states at a glance, by their names alone', () => {
    for (const lifecycle of LIFECYCLE) expect(drawings.glance).toContain(`data-state="${stateOf(lifecycle)}"`);
    expect(drawings.glance).not.toContain('class="description"');
  });

  it('show them in one line: its letters are as large as its height lets them be', () => {
    const { width, height } = scenePictures().glance!.layout;
    expect(width / height).toBeGreaterThan(6);
    expect(drawings.glance).toContain('data-arrow="run.containerDetaching→run.detached"');
    expect(drawings.glance).not.toContain('data-arrow="run.containerDetaching→run.containerExit"');
  });

  it('show the whole pull inside the state that waits for it', () => {
    const pulling = drawings['run.imageCheck']!.indexOf('data-state="run.imageCheck.pulling"');
    const contacting = drawings['run.imageCheck']!.indexOf('data-state="pull.contacting"');
    expect([pulling > 0, contacting > pulling]).toEqual([true, true]);
  });
});

describe('where a run can be stopped', () => {
  it.each(Object.entries(STEPS))(
    '%s is a step of its state, and of the one of the six that it belongs to',
    (step, { chart, state, lifecycle }) => {
      expect(stepsWithin(`${chart}.${state}`)).toContain(step);
      // What execution does outside of its own state: the container's chart runs beside it, and a detached run leaves it.
      const elsewhere: Partial<Record<string, string>> = {
        awaitExit: 'run.containerRunning',
        startContainer: 'run.containerRunning',
        detachContainer: 'run.containerDetaching',
      };
      const outer = elsewhere[step] ?? stateOf(lifecycle);
      expect(stepsWithin(outer)).toContain(step);
    },
  );

  it('nothing is done in a state that is an end, or that nobody knows', () => {
    for (const state of ['run.completed', 'pull.pulled', 'nowhere', '__proto__', ''])
      expect(stepsWithin(state)).toEqual([]);
  });
});

describe('breakpoints', () => {
  const stops = (breakpoints: Breakpoints, ...steps: readonly StepName[]) =>
    steps.filter((step) => {
      const has = breakpoints.has(step);
      if (has) breakpoints.stoppedAt(step);
      return has;
    });

  it('stop at each time their own step comes, and once for all that is inside them', () => {
    const breakpoints = new Breakpoints();
    breakpoints.set('layer.downloading', true);
    breakpoints.set('run.containerCleanup', true);
    expect(
      stops(breakpoints, 'locateLayer', 'downloadLayer', 'downloadLayer', 'deleteContainer', 'proveCleanup'),
    ).toEqual(['downloadLayer', 'downloadLayer', 'deleteContainer']);
  });

  it('can be taken away, and set anew', () => {
    const breakpoints = new Breakpoints();
    breakpoints.set('run.imageCheck', true);
    expect(stops(breakpoints, 'lookUpImage', 'contactRegistry')).toEqual(['lookUpImage']);
    breakpoints.set('run.imageCheck', false);
    expect([breakpoints.states, stops(breakpoints, 'lookUpImage')]).toEqual([[], []]);
    breakpoints.set('run.imageCheck', true);
    expect(stops(breakpoints, 'contactRegistry')).toEqual(['contactRegistry']);
  });

  it('are refused where nothing is done', () => {
    expect(new Breakpoints().set('run.completed', true)).toBe(false);
  });
});
