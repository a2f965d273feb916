import { EngineError } from './errors.ts';
import { isKept } from './log/log-config.ts';
import type { ContainerState } from './store/container-state.ts';

/** Docker's words. */
export class LogNotKept extends EngineError<'LOG_NOT_KEPT'> {
  readonly code = 'LOG_NOT_KEPT';
  readonly container: string;

  constructor(container: string) {
    super('configured logging driver does not support reading', {
      hint: `Container ${container} was started with --log-driver none: what it writes is kept nowhere, and seen by its own learn-run alone.`,
    });
    this.container = container;
  }
}

/** @throws LogNotKept for a container whose output can only be had by who has started it */
export function requireLog({ id, manner }: ContainerState): void {
  if (!isKept(manner?.log)) throw new LogNotKept(id.slice(0, 12));
}
