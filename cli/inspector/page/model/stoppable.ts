import { STEPS, type StepName } from '../../../../machines/steps.ts';

/** The states that wait for another chart, each with what of that chart is done meanwhile. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'run.imageCheck.pulling': ['pull'],
  'pull.fetchingLayers': ['layer'],
  'run.containerCreation': ['container.creating'],
  'run.containerRunning.containerExecution.starting': ['container.created.starting'],
  'run.containerRunning.containerExecution.running': ['container.running'],
  'run.containerCleanup.removing': ['container.deleting'],
  'run.containerCleanup.keeping': ['container.deleting'],
};

const PLACES = Object.entries(STEPS).map(
  ([step, { chart, state }]) => [step as StepName, `${chart}.${state}`] as const,
);

const isWithin = (place: string, state: string) => place === state || place.startsWith(`${state}.`);

/** The steps that are taken in a state, those of the charts that it waits for too; none where nothing is done in it. */
export function stepsWithin(state: string): StepName[] {
  const own = PLACES.filter(([, place]) => isWithin(place, state)).map(([step]) => step);
  const others = Object.entries(ELSEWHERE).filter(([place]) => isWithin(place, state));
  return [...new Set([...own, ...others.flatMap(([, places]) => places.flatMap(stepsWithin))])];
}
