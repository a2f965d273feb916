import { describe, expect, it } from 'vitest';
import { COLOURLESS } from '../../../../cli/terminal/step-view/palette.ts';
import { subStates } from '../../../../cli/terminal/step-view/sub-states.ts';
import { STEPS, type StepName } from '../../../../machines/steps.ts';
import type { Told } from '../../../../machines/story.ts';
import { page, story } from '../../../fixtures/pages.ts';

const line = (step: StepName, done: readonly StepName[], columns = 80) => {
  const told = done.map((one): Told => ({ kind: 'ended', step: one, output: undefined }));
  return subStates(page({ step, lifecycle: STEPS[step].lifecycle, story: story(told) }), columns, COLOURLESS);
};

describe('the states within the current one', () => {
  it('are told in one line: those behind, the current one, those ahead', () => {
    expect(line('writeBundle', ['prepareSnapshot'])).toBe(
      ' ● preparingSnapshot  ◉ writingBundle  ○ startingInit  ○ connectingNetwork',
    );
  });

  it('leave out what the run had no need of', () => {
    expect(line('resolveIndex', ['lookUpImage', 'contactRegistry'])).not.toContain('authorizing');
    expect(line('lookUpImage', [], 200)).toContain('authorizing');
  });

  it.each([40, 60, 80, 120])('always have the current one, on %i columns', (columns) => {
    const steps = (Object.keys(STEPS) as StepName[]).filter((step) => STEPS[step].lifecycle === 'imageCheck');
    for (const [at, step] of steps.entries()) {
      const text = line(step, steps.slice(0, at), columns);
      expect(text).toContain('◉');
      expect(text.length).toBeLessThanOrEqual(columns);
    }
  });
});
