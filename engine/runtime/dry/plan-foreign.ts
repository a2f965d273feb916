import { createWords, deleteWords, type RuntimeContainer, startWords } from '../foreign/commands.ts';
import { mountRoot } from '../foreign/root.ts';
import { DryInit, type PlannedCall } from './dry-init.ts';
import { type PlanOptions, worldOf } from './plan-container.ts';

/** What another OCI runtime would be told, each as the words that would be executed. */
export interface RuntimeCommands {
  readonly create: readonly string[];
  readonly start: readonly string[];
  readonly delete: readonly string[];
}

/** A container that another OCI runtime would make: what it would call itself it does not say. */
export interface ForeignPlan {
  /** What would be called before, by the child of the launcher that mounts the root file system. */
  readonly creating: readonly PlannedCall[];
  readonly starting: readonly PlannedCall[];
  readonly seccomp: undefined;
  readonly commands: RuntimeCommands;
}

export interface ForeignPlanOptions extends PlanOptions {
  readonly container: RuntimeContainer;
  readonly isInUserNamespace: boolean;
}

/**
 * Has another runtime make a container without anything being made: the very code that mounts its root file system, with
 * one that only notes, and the commands.
 */
export async function planForeign(options: ForeignPlanOptions): Promise<ForeignPlan> {
  const { container, spec } = options;
  const holder = new DryInit(worldOf(options));
  await mountRoot(holder, options);
  const socket = spec.process.terminal ? '/proc/PID/fd/N/console' : undefined;
  const commands = {
    create: createWords(container, socket),
    start: startWords(container),
    delete: deleteWords(container),
  };
  return { creating: holder.calls, starting: [], seccomp: undefined, commands };
}
