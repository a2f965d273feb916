import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledRun, bundledRuns, simulatedRun } from '../../cli/bundled-runs.ts';
import { parseReference } from '../../engine/image/reference.ts';
import { readRun } from '../../engine/record/read-run.ts';

const ENDINGS: readonly (readonly [name: string, exitCode: number])[] = [
  ['hello-world', 0],
  ['hello-world-rootless', 0],
  ['whiteouts', 0],
  ['memory-hog', 137],
  ['missing-interpreter', 127],
  ['exec-failure', 127],
  ['rate-limit', 125],
  ['pull-error', 125],
];

/** The ending of a bundled run: its exit code, and the code of the error, if any. */
function endingOf(name: string): unknown {
  const end = readRun(bundledRun(name)!).entries.findLast(({ kind }) => kind === 'end');
  return end && 'exitCode' in end ? end.exitCode : undefined;
}

describe('the recorded runs that learn-run carries along', () => {
  it.each(ENDINGS)('have %s, which ends with %i', (name, exitCode) => {
    expect(endingOf(name)).toBe(exitCode);
  });

  it('are no others', () => {
    expect(bundledRuns()).toEqual(ENDINGS.map(([name]) => name).toSorted());
  });

  it.each(bundledRuns())('are small: %s', (name) => {
    expect(statSync(bundledRun(name)!).size).toBeLessThan(100_000);
  });

  it('are found by the image, those of the lessons without their registry', () => {
    expect(simulatedRun(parseReference('hello-world:latest'))).toMatch(/\/hello-world\.run$/);
    expect(simulatedRun(parseReference('learn.localhost/whiteouts'))).toMatch(/\/whiteouts\.run$/);
    expect(simulatedRun(parseReference('example.org/whiteouts'))).toBeUndefined();
    expect(simulatedRun(parseReference('alpine'))).toBeUndefined();
  });
});
