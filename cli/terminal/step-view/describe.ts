import type { AnyStateNode } from 'xstate';
import { containerMachine } from '../../../machines/container.ts';
import { layerMachine } from '../../../machines/layer.ts';
import { pullMachine } from '../../../machines/pull.ts';
import { runMachine } from '../../../machines/run.ts';
import { STEPS, type StepName } from '../../../machines/steps.ts';

const CHARTS = { run: runMachine, pull: pullMachine, layer: layerMachine, container: containerMachine };

/** What the charts themselves say about a step: the sentence of the state that asks for it, and where its rule is written. */
export interface Description {
  readonly sentence: string;
  readonly spec: string | undefined;
}

/** The description of the state behind the step, read from its chart. */
export function describeStep(step: StepName): Description {
  const { chart, state } = STEPS[step];
  const node = state
    .split('.')
    .reduce<AnyStateNode | undefined>((parent, name) => parent?.states[name], CHARTS[chart].root as AnyStateNode);
  const meta = node?.meta as { spec?: string } | undefined;
  return { sentence: node?.description ?? '', spec: meta?.spec };
}
