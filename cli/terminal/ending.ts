import type { RunOutput } from '../../machines/run.ts';

/** How a run has ended, in a sentence. */
export function endingOf({ exitCode, status, error }: RunOutput): string {
  if (error !== undefined)
    return `It failed: ${error instanceof Error ? error.message : 'something that is no error was thrown'}`;
  const by = status?.signal === undefined ? '' : `, because ${status.signal} ended the program`;
  return `Your shell sees exit code ${exitCode}${by}.`;
}
