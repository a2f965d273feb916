import { EngineError } from '../../engine/errors.ts';

/** The picture was never laid out with just these chapters open. */
export class LayoutMissing extends EngineError<'LAYOUT_MISSING'> {
  readonly code = 'LAYOUT_MISSING';
  readonly machine: string;

  constructor(machine: string, open: readonly string[]) {
    super(`there is no picture of ${machine} with just ${open.join(' and ') || 'nothing'} open`, {
      hint: 'Pictures are ready with all chapters open, with none, and with each one alone.',
    });
    this.machine = machine;
  }
}

/** The file that was to take the chart cannot. */
export class ChartNotWritten extends EngineError<'CHART_NOT_WRITTEN'> {
  readonly code = 'CHART_NOT_WRITTEN';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`cannot write the chart to ${file}: ${reason}`, { cause });
    this.file = file;
  }
}
