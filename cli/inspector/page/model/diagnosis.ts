import type { RecordedError } from '../../../../engine/record/entry.ts';
import { binarySize } from '../../../../machines/binary-size.ts';
import { type LifecycleState, STEPS, type StepName } from '../../../../machines/steps.ts';
import type { Chronicle, Moment } from './chronicle.ts';
import { callsOfStep } from './kernel-calls.ts';
import { outputOf } from './output-lines.ts';
import { type StepTime, stepTimes } from './step-times.ts';

/** Why a run did not come to the end that was wished for. */
export interface Diagnosis {
  /** In one line. */
  readonly title: string;
  readonly error: RecordedError | undefined;
  /** Where it failed; undefined where it was the program itself. */
  readonly step: StepName | undefined;
  readonly lifecycle: LifecycleState | undefined;
  /** That the kernel ran out of memory for it; undefined where it did not. */
  readonly outOfMemory: string | undefined;
  /** What was found out at that step before it failed. */
  readonly before: readonly string[];
  /** What that step has asked of the kernel last, as strace(1) prints it. */
  readonly lastCalls: readonly string[];
  /** What the program said last on standard error. */
  readonly lastWords: readonly string[];
  /** What the exit code means to a shell. */
  readonly exitCode: string | undefined;
  /** What was done afterwards, so that nothing is left. */
  readonly cleanup: readonly StepTime[];
}

/** The diagnosis; undefined while nothing has gone wrong. */
export function diagnosisOf(chronicle: Chronicle, moment: Moment): Diagnosis | undefined {
  const steps = stepTimes(chronicle, moment);
  const failed = steps.find(({ error }) => error !== undefined);
  const end = chronicle.last('end', moment);
  const error = failed?.error ?? end?.error ?? undefined;
  const exitCode = end?.exitCode ?? undefined;
  if (error === undefined && (exitCode === undefined || exitCode === 0)) return undefined;
  return {
    title: error?.message ?? `The program ended with exit code ${exitCode}.`,
    error,
    step: failed?.step,
    lifecycle: failed && STEPS[failed.step].lifecycle,
    before: failed?.evidence.map(({ sentence }) => sentence) ?? [],
    outOfMemory: outOfMemory(chronicle, moment),
    lastCalls: failed === undefined ? [] : callsOfStep(chronicle, moment, failed.call).slice(-MOST),
    lastWords: error === undefined ? lastWords(chronicle, moment) : [],
    exitCode: exitCode === undefined ? undefined : exitCodeMeaning(exitCode),
    cleanup: steps.filter(({ lifecycle }) => lifecycle === 'containerCleanup'),
  };
}

/** What the counters of the cgroup say of the OOM killer, in words. */
function outOfMemory(chronicle: Chronicle, moment: Moment): string | undefined {
  const fact = chronicle.facts('out of memory', moment).at(-1);
  if (fact === undefined) return undefined;
  const { limit, kills } = (fact.value ?? {}) as { readonly limit?: unknown; readonly kills?: unknown };
  const why = typeof limit === 'number' ? `its limit of ${binarySize(limit)} was reached` : 'the host had none left';
  return `The kernel's OOM killer ended ${kills === 1 ? 'a process' : `${String(kills)} processes`} of the container: ${why}.`;
}

/** So many lines: what led to a failure is among the last. */
const MOST = 8;

function lastWords(chronicle: Chronicle, moment: Moment): string[] {
  const { lines } = outputOf(chronicle, moment);
  return lines
    .filter(({ stream }) => stream === 'stderr')
    .map(({ text }) => text.replace(/\n$/, ''))
    .slice(-MOST);
}

/** What a shell and its reader make of the number. @see docker-run(1), bash(1) */
export function exitCodeMeaning(code: number): string {
  if (code === 0) return '0: all went well';
  if (code === 125) return '125: learn-run itself failed, and no program ran';
  if (code === 126) return '126: the program is there, and cannot be executed';
  if (code === 127) return '127: the program is not there';
  if (code > 128 && code < 193) return `${code}: 128 + ${code - 128}, so signal ${code - 128} ended it`;
  return `${code}: the program’s own; what it means, the program’s manual says`;
}
