import { expect, it } from 'vitest';
import { describeStep } from '../../../../cli/terminal/step-view/describe.ts';
import { STEPS, type StepName } from '../../../../machines/steps.ts';

it.each(Object.keys(STEPS) as StepName[])('finds the words of the chart for %s', (step) => {
  const { sentence, spec } = describeStep(step);
  expect(sentence).toMatch(/\w.*[.?]$/);
  expect(spec).toBeTruthy();
});
