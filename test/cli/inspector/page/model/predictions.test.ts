import { describe, expect, it } from 'vitest';
import { predictionLine, predictionsOf } from '../../../../../cli/inspector/page/model/predictions.ts';
import type { RunEvent } from '../../../../../engine/record/entry.ts';
import { chronicleOf } from '../../../../fixtures/story.ts';

const prediction = (given: string | null, truth: string | null): RunEvent => ({
  kind: 'prediction',
  name: 'exit-code',
  question: 'What is the exit code?',
  choices: null,
  given,
  truth,
  isRight: given === truth,
  because: 'It says so itself.',
});

describe('what was predicted', () => {
  const chronicle = chronicleOf([
    prediction('0', '0'),
    prediction('1', '0'),
    prediction(null, '0'),
    prediction('1', null),
  ]);
  const { all, right, guessed } = predictionsOf(chronicle, Number.POSITIVE_INFINITY);

  it('is counted without what nobody guessed, and what was never seen', () => {
    expect([all.length, right, guessed]).toEqual([4, 1, 2]);
  });

  it('is told in a sentence each', () => {
    expect(all.map(predictionLine)).toEqual([
      'What is the exit code? Right: 0.',
      'What is the exit code? Not so: you said 1, and it is 0.',
      'What is the exit code? It is 0.',
      'What is the exit code? The run did not come so far as to show it.',
    ]);
  });
});
