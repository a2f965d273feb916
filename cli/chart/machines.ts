import type { AnyStateMachine } from 'xstate';
import { containerMachine } from '../../machines/container.ts';
import { layerMachine } from '../../machines/layer.ts';
import { pullMachine } from '../../machines/pull.ts';
import { runMachine } from '../../machines/run.ts';

/** The charts that can be drawn, by their names, the outermost first. */
export const MACHINES = {
  run: runMachine,
  pull: pullMachine,
  layer: layerMachine,
  container: containerMachine,
} as const satisfies Record<string, AnyStateMachine>;

export type MachineName = keyof typeof MACHINES;

export const isMachineName = (name: string): name is MachineName => Object.hasOwn(MACHINES, name);
