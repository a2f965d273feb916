import type { RecordedRun, RunEntry } from '../../engine/record/entry.ts';
import { recordedEnding } from '../../engine/record/recorded-steps.ts';
import { STEPS, type StepName } from '../../machines/steps.ts';
import { describeStep } from '../terminal/step-view/describe.ts';
import { Narrator } from './narrator.ts';
import type { News, Stop } from './page/messages.ts';
import { headOfRecordedRun } from './run-head.ts';

/** A piece of news, with its time in milliseconds since the run began. */
export type TimedNews = readonly [news: News, at: number];

/** The whole story of a recorded run, as a page is told it: with a stop before each step, for whoever turns the pages. */
export function* recordedStory(run: RecordedRun): Generator<TimedNews> {
  yield [{ kind: 'run', head: headOfRecordedRun(run) }, 0];
  const narrator = new Narrator('REPLAY');
  let stops = 0;
  for (const entry of run.entries) {
    const news = narrator.newsOf(entry);
    if (news?.kind === 'call') {
      stops += 1;
      yield [{ kind: 'stop', stop: stopBefore(news.step, stops) }, entry.at];
    }
    if (news !== undefined) yield [news, entry.at];
  }
  yield [endOf(run), run.entries.at(-1)?.at ?? 0];
}

function stopBefore(step: StepName, number: number): Stop {
  const { chart, state, lifecycle } = STEPS[step];
  const { sentence: description, spec } = describeStep(step);
  return { number, step, lifecycle, state: `${chart}.${state}`, detail: undefined, description, spec, facts: {} };
}

function endOf(run: RecordedRun): News {
  const last: RunEntry | undefined = run.entries.at(-1);
  const isKnown = last?.kind === 'end';
  const ending = `The run is over: ${recordedEnding(run)}.`;
  return { kind: 'end', ending, exitCode: isKnown ? last.exitCode : null, error: isKnown ? last.error : null };
}
