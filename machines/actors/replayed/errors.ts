import { EngineError } from '../../../engine/errors.ts';
import type { RecordedError, RecordedRun } from '../../../engine/record/entry.ts';

/** What failed when the run was recorded, with the code that it had then. */
export class ReplayedFailure extends EngineError {
  readonly code: string;

  constructor({ code, message, hint }: RecordedError) {
    super(message, { hint });
    this.code = code ?? 'REPLAYED_DEFECT';
  }
}

/** The recording says nothing about what would come next. */
export class RecordingEnds extends EngineError<'RECORDING_ENDS'> {
  readonly code = 'RECORDING_ENDS';

  constructor() {
    super('the recording ends here: learn-run was killed at this point, or the file was cut short');
  }
}

/** What a call comes to that the recording has no ending for: that of the whole run, where it is known. */
export function endingOf({ entries }: RecordedRun): ReplayedFailure | RecordingEnds {
  const last = entries.at(-1);
  return last?.kind === 'end' && last.error !== null ? new ReplayedFailure(last.error) : new RecordingEnds();
}
