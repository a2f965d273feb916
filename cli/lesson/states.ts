import type { AnyStateMachine, StateNode } from 'xstate';
import { containerMachine } from '../../machines/container.ts';
import { layerMachine } from '../../machines/layer.ts';
import type { StateMeta } from '../../machines/meta.ts';
import { pullMachine } from '../../machines/pull.ts';
import { runMachine } from '../../machines/run.ts';
import { STEPS } from '../../machines/steps.ts';

const MACHINES: readonly AnyStateMachine[] = [runMachine, pullMachine, layerMachine, containerMachine];

/**
 * The id of the lesson for a state, as the charts name it in their `meta`; undefined where no state has the name.
 *
 * @param name a state (`imageCheck`), its path with or without its chart (`pull.fetchingManifest`,
 *   `imageCheck.lookingUp`), or a step (`fetchManifest`)
 */
export function lessonOfState(name: string): string | undefined {
  const step = Object.hasOwn(STEPS, name) ? STEPS[name as keyof typeof STEPS] : undefined;
  const wanted = step === undefined ? name : `${step.chart}.${step.state}`;
  const states = MACHINES.flatMap((machine) => below(machine.root));
  const found =
    states.find((state) => [state.id, state.path.join('.')].includes(wanted)) ??
    states.find(({ key }) => key === wanted);
  return (found?.meta as StateMeta | undefined)?.lesson;
}

/** A state and all inside it. */
function below(state: StateNode): StateNode[] {
  return Object.values(state.states).flatMap((child) => [child, ...below(child)]);
}
