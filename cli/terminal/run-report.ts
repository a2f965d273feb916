import { printable } from '../../engine/image/printable.ts';
import type { RecordedRun } from '../../engine/record/entry.ts';
import {
  recordedEnding,
  recordedOutput,
  recordedPredictions,
  recordedSteps,
} from '../../engine/record/recorded-steps.ts';
import { recordedImage } from '../recorded-image.ts';
import { printableLines } from './printable-lines.ts';

/** More of the output than anybody reads in a report; the run file has the rest. */
const MOST_LINES = 200;

/** A recorded run as a page of Markdown, to be attached to a ticket. */
export function runReport(run: RecordedRun): string[] {
  const { header, head } = run;
  const { host, versions } = header;
  return [
    `# learn-run ${plain(recordedImage(header.request))}`,
    '',
    ...tableOf([
      ['', ''],
      ['Started', plain(header.startedAt)],
      ['By', plain(`learn-run ${versions.learnRun}, Node ${versions.node}`)],
      [
        'On',
        plain(`${host.platform} ${host.architecture} ${host.kernel}, as ${host.isRoot ? 'root' : 'an ordinary user'}`),
      ],
      ['Ended', plain(recordedEnding(run))],
      ['Last link of the chain', `\`${head}\``],
    ]),
    '',
    '## What happened',
    '',
    ...tableOf([
      ['At (ms)', 'Took (ms)', 'Step', 'Found'],
      ...recordedSteps(run).map(({ step, sentences, hasFailed, from, to }) => [
        from.toFixed(1),
        to === undefined ? 'not told' : (to - from).toFixed(1),
        plain(step),
        `${hasFailed ? '**Failed:** ' : ''}${sentences.map(plain).join('<br>')}`,
      ]),
    ]),
    ...predictionsOf(run),
    ...outputOf(run, 'stdout', 'Standard output'),
    ...outputOf(run, 'stderr', 'Standard error'),
  ];
}

/** The same as data: what happened at each step, without the documents behind it. */
export function runReportJson(run: RecordedRun): object {
  const { header, head, isComplete } = run;
  const text = (stream: 'stdout' | 'stderr') => recordedOutput(run, stream).toString();
  return {
    ...header,
    ending: recordedEnding(run),
    isComplete,
    head,
    steps: recordedSteps(run),
    predictions: recordedPredictions(run),
    output: { stdout: text('stdout'), stderr: text('stderr') },
  };
}

/** What was predicted while the run was stepped through, and what came of it. */
function predictionsOf(run: RecordedRun): string[] {
  const predictions = recordedPredictions(run);
  if (predictions.length === 0) return [];
  const rows = predictions.map(({ question, given, truth, isRight, because }) => [
    isRight ? 'right' : given === null || truth === null ? '' : '**wrong**',
    plain(question),
    plain(given ?? 'no guess'),
    plain(truth ?? 'not shown by this run'),
    plain(because),
  ]);
  const right = predictions.filter(({ isRight }) => isRight).length;
  const head = ['', 'Question', 'Predicted', 'Happened', 'Because'];
  return ['', '## What was predicted', '', `${right} of ${predictions.length} right.`, '', ...tableOf([head, ...rows])];
}

/** Text in which nothing is Markdown or HTML: it came from registries, images and other people's files. */
function plain(text: string): string {
  return printable(text, 4096).replace(/[\\`*_{}[\]<>|#&~!]/g, '\\$&');
}

function tableOf([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function outputOf(run: RecordedRun, stream: 'stdout' | 'stderr', title: string): string[] {
  const bytes = recordedOutput(run, stream);
  if (bytes.length === 0) return [];
  const lines = printableLines(bytes.toString().replace(/\n$/, ''));
  const left = lines.length - MOST_LINES;
  const kept = left > 0 ? [...lines.slice(0, MOST_LINES), `… and ${left} lines more`] : lines;
  // A fence ends at the first line of as many backticks: the output may have some of its own.
  const longest = Math.max(2, ...kept.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return ['', `## ${title}`, '', `${fence}text`, ...kept, fence];
}
