import { printable } from '../../engine/image/printable.ts';
import type { RecordedRun, RunEntry } from '../../engine/record/entry.ts';
import { recordedEnding } from '../../engine/record/recorded-steps.ts';
import { STEPS, type StepName } from '../../machines/steps.ts';

/** A recorded run on a page: where it ran, what was found at each step and when, how it ended. */
export function runSummary(run: RecordedRun): string[] {
  const { header, entries, head } = run;
  const { host, versions } = header;
  const steps = stepsOf(entries);
  return [
    `started:    ${printable(header.startedAt)}`,
    `by:         learn-run ${printable(versions.learnRun)}, Node ${printable(versions.node)}`,
    `on:         ${[host.platform, host.architecture, host.kernel].map((text) => printable(String(text))).join(' ')}, as ${host.isRoot ? 'root' : 'an ordinary user'}`,
    `evidence:   ${header.isDetailed ? 'all' : 'what costs no time to collect'}`,
    `ended:      ${printable(recordedEnding(run), 4096)}`,
    `chain:      ${head}`,
    '',
    ...entries.flatMap((entry) => lineOf(entry, steps)),
  ];
}

function stepsOf(entries: readonly RunEntry[]): ReadonlyMap<number, string> {
  return new Map(entries.flatMap((entry) => (entry.kind === 'call' ? [[entry.call, entry.step] as const] : [])));
}

function lineOf(entry: RunEntry, steps: ReadonlyMap<number, string>): string[] {
  if (entry.kind !== 'evidence' && entry.kind !== 'failed') return [];
  const text = entry.kind === 'evidence' ? entry.sentence : `failed: ${entry.error.message}`;
  const step = steps.get(entry.call) ?? '';
  const lifecycle = Object.hasOwn(STEPS, step) ? STEPS[step as StepName].lifecycle : 'unknown';
  return [`${entry.at.toFixed(1).padStart(9)} ms  [${lifecycle}] ${printable(step)}: ${printable(text, 4096)}`];
}
