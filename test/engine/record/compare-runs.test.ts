import { describe, expect, it } from 'vitest';
import { bundledRun } from '../../../cli/bundled-runs.ts';
import type { Json } from '../../../engine/json.ts';
import { compareRuns, isSame } from '../../../engine/record/compare-runs.ts';
import type { RecordedRun, RunEvent } from '../../../engine/record/entry.ts';
import { readRun } from '../../../engine/record/read-run.ts';
import { header } from './recording.ts';

function runOf(...events: RunEvent[]): RecordedRun {
  return { header, entries: events.map((event, at) => ({ ...event, at })), isComplete: true, head: '' };
}

let calls = 0;
/** One step that found something. */
function found(step: string, sentence: string, input: Json = {}, output?: Json): RunEvent[] {
  calls += 1;
  return [
    { kind: 'call', call: calls, step, input },
    { kind: 'evidence', call: calls, sentence, facts: {}, check: [] },
    { kind: 'done', call: calls, ...(output !== undefined && { output }) },
  ];
}

const layer = (below: number) => ({ parents: Array.from({ length: below }, () => 'sha256:x') });

describe('compareRuns', () => {
  it('finds nothing where a run is compared with itself', () => {
    const run = readRun(bundledRun('hello-world')!);
    const comparison = compareRuns(run, run);
    expect(comparison).toMatchObject({ divergence: undefined, request: [], host: [], output: [], ending: [] });
    expect(isSame(comparison)).toBe(true);
  });

  it('does not count what has another name in every run', () => {
    const container = (id: string, pid: number) => [
      ...found('prepareSnapshot', `Container ${id.slice(0, 12)} is in /c/${id}.`, {}, { id, bundle: `/c/${id}`, pid }),
      ...found('awaitExit', `Process ${pid} exited.`),
    ];
    const comparison = compareRuns(runOf(...container('a'.repeat(64), 12)), runOf(...container('b'.repeat(64), 345)));
    expect(comparison.divergence).toBeUndefined();
  });

  it('does not count in which order layers came', () => {
    const [lower, upper] = [found('downloadLayer', 'lower', layer(0)), found('downloadLayer', 'upper', layer(1))];
    expect(compareRuns(runOf(...lower, ...upper), runOf(...upper, ...lower)).divergence).toBeUndefined();
  });

  it('names the first step that found something else, and the one that only one run has', () => {
    const start = found('lookUpImage', 'here');
    expect(
      compareRuns(runOf(...start, ...found('writeBundle', 'x')), runOf(...start, ...found('writeBundle', 'y')))
        .divergence,
    ).toEqual({ what: 'writeBundle', a: 'x', b: 'y' });
    expect(compareRuns(runOf(...start), runOf(...start, ...found('writeBundle', 'y'))).divergence).toEqual({
      what: 'step 2',
      a: undefined,
      b: 'writeBundle: y',
    });
  });

  it('tells what was asked for, what the program wrote and how it ended, where these differ', () => {
    const { request, output, ending } = compareRuns(
      readRun(bundledRun('hello-world')!),
      readRun(bundledRun('exec-failure')!),
    );
    expect(request).toEqual([{ what: '/process/args', a: '[]', b: '["/no-such-program"]' }]);
    expect(output).toMatchObject([{ what: 'stdout', b: '0 bytes, from byte 0: ""' }]);
    expect(ending).toMatchObject([
      { a: 'exit code 0', b: expect.stringContaining('exit code 127, because it failed') },
    ]);
  });

  it('gives the time of each step in both runs', () => {
    const { times } = compareRuns(runOf(...found('lookUpImage', '')), runOf());
    expect(times).toEqual([{ what: 'lookUpImage', a: '2.0', b: undefined }]);
  });
});
