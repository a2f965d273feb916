import { EngineError } from '../../engine/errors.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';

/** What was asked for cannot be done to a container that is where this one is. Docker's words. */
export class ContainerConflict extends EngineError<'CONTAINER_CONFLICT'> {
  readonly code = 'CONTAINER_CONFLICT';
  readonly container: string;

  constructor(container: string, message: string, hint = '') {
    super(message, { hint });
    this.container = container;
  }
}

/** Nothing of it runs any more, but a person holds its learn-run at a step. */
export function heldElsewhere(
  deed: 'remove' | 'restart',
  { id, supervisor }: ContainerState,
  name = id,
): ContainerConflict {
  const whose = `process ${supervisor.pid}, its learn-run, has it still`;
  const hint = 'Nothing of it runs any more, but it seems to be held at a step: go on there, or end it there (q).';
  return new ContainerConflict(id, `cannot ${deed} container "${name}": ${whose}`, hint);
}

/** Something needs a container that runs. Docker's words. */
export class ContainerNotRunning extends EngineError<'CONTAINER_NOT_RUNNING'> {
  readonly code = 'CONTAINER_NOT_RUNNING';
  readonly container: string;

  constructor(container: string) {
    super(`container ${container} is not running`, { hint: 'learn-run ps -a shows what has become of it.' });
    this.container = container;
  }
}

/** Something needs a container that runs, and this one waits for its next start. Docker's words. */
export class ContainerRestarting extends EngineError<'CONTAINER_RESTARTING'> {
  readonly code = 'CONTAINER_RESTARTING';
  readonly container: string;

  constructor(container: string) {
    super(`Container ${container} is restarting, wait until the container is running`, {
      hint: `learn-run logs ${container.slice(0, 12)} shows what it said before it ended.`,
    });
    this.container = container;
  }
}
