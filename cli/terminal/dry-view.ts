import { printable } from '../../engine/image/printable.ts';
import type { Json } from '../../engine/json.ts';
import { callLine, type TracedCall } from '../../engine/stub/traced-call.ts';
import { atOnce } from '../../machines/actors/pace.ts';
import type { Evidence } from '../../machines/evidence.ts';
import { type LifecycleState, STEPS } from '../../machines/steps.ts';
import { tracedLine } from '../../machines/traced-line.ts';
import { shellLine } from '../export/shell.ts';
import type { Io } from '../io.ts';
import { noProgress } from './pull-progress.ts';
import type { RunView } from './run-view.ts';
import { type Palette, paletteFor } from './step-view/palette.ts';
import { wrap } from './step-view/text.ts';

/** Nothing moves and nobody waits: what every view of a dry run has. */
const STILL: Omit<RunView, 'pace'> = {
  progress: noProgress,
  sinks: { stdout: async () => true, stderr: async () => true },
  isWatched: true,
  isLent: () => false,
  finish: async () => {},
  hurry() {},
  close() {},
};

/** A dry run as one text: every step, and every call that it would make, none of which is cut. */
export function dryView(io: Io): RunView {
  const { stdout } = io;
  const palette = paletteFor(stdout);
  const width = Math.min(stdout.columns ?? 80, 100);
  let state: LifecycleState | undefined;
  const print = (lines: readonly string[]) => void stdout.write(`${lines.join('\n')}\n`);
  const onEvidence = (evidence: Evidence) => {
    const { lifecycle } = STEPS[evidence.step];
    if (lifecycle !== state) print(['', palette.here(lifecycle)]);
    state = lifecycle;
    print(evidenceLines(evidence, palette, width));
  };
  return {
    ...STILL,
    pace: (listener) => {
      print([palette.heading('Nothing is run. This is what learn-run would do:')]);
      return atOnce({ ...listener, onEvidence });
    },
  };
}

/** The same for other programs: each piece of evidence as one line of JSON. */
export function dryJsonView({ stdout }: Io): RunView {
  const onEvidence = (evidence: Evidence) => {
    const { step, badge, sentence, facts, check } = evidence;
    const { lifecycle } = STEPS[step];
    stdout.write(`${JSON.stringify({ kind: 'evidence', step, lifecycle, badge, sentence, facts, check })}\n`);
  };
  return {
    ...STILL,
    pace: (listener) => atOnce({ ...listener, onEvidence }),
  };
}

function evidenceLines({ badge, sentence, facts }: Evidence, palette: Palette, width: number): string[] {
  const [first = '', ...more] = wrap(printable(sentence, 4000), width - 8);
  const mark = badge === 'REAL' ? palette.done(badge) : palette.quiet(badge.padEnd(4));
  return [
    `  ${mark}  ${first}`,
    ...more.map((line) => `        ${line}`),
    ...callLines(facts.syscalls).map((line) => `          ${palette.key(line)}`),
    ...commandLines(facts).map((line) => `          ${palette.key(line)}`),
  ];
}

/** A result is said only where it is a guess that something depends on. */
function callLines(calls: Json | undefined): string[] {
  return ((calls ?? []) as unknown as readonly TracedCall[]).map((call) =>
    printable(call.result.includes('guess') ? tracedLine(call) : callLine(call), 20_000),
  );
}

function commandLines({ network, runtime, 'id maps': maps }: Evidence['facts']): string[] {
  const { commands = [] } = (network ?? {}) as { commands?: readonly { command: string; input?: readonly string[] }[] };
  const shown = commands.flatMap(({ command, input = [] }) => [command, ...input.map((line) => `  ${line}`)]);
  const { name: _, ...told } = (runtime ?? {}) as Readonly<Record<string, readonly string[]>>;
  const words = Object.values(told).map((one) => shellLine(one));
  return [...((maps ?? []) as readonly string[]), ...words, ...shown].map((line) => printable(line, 4000));
}
