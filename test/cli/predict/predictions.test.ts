import { describe, expect, it } from 'vitest';
import { judge, letterOf, readAnswer, verdictLine } from '../../../cli/predict/answer.ts';
import { Predictions } from '../../../cli/predict/predictions.ts';
import type { StepName } from '../../../machines/steps.ts';
import type { Story } from '../../../machines/story.ts';
import { story } from '../../fixtures/pages.ts';
import fc from '../../fixtures/properties.ts';
import { bundledStory } from '../../fixtures/recorded-story.ts';
import { container } from '../../fixtures/run-values.ts';

const whole = bundledStory('hello-world');
const until = (step: StepName): Story => {
  const at = whole.told.findIndex((told) => told.kind === 'turn' && told.step === step);
  return { ...whole, told: whole.told.slice(0, at + 1) };
};
const namesAt = (predictions: Predictions, step: StepName, told = until(step)) =>
  predictions.questionsAt(step, told).map(({ name }) => name);

describe('the predictions of a run', () => {
  it('ask a few questions at a stop, or all that there are', () => {
    expect(namesAt(new Predictions(false), 'startInit')).toHaveLength(2);
    expect(namesAt(new Predictions(true), 'startInit')).toEqual([
      'pid-inside',
      'user-outside',
      'held-program',
      'namespaces',
      'processes-seen',
    ]);
  });

  it('ask others in another run, and the same when that is replayed', () => {
    const asked = (id: string) => {
      const told = until('startInit').told.filter((one) => !(one.kind === 'ended' && one.step === 'prepareSnapshot'));
      const own = {
        ...whole,
        told: [...told, { kind: 'ended', step: 'prepareSnapshot', output: { ...container, id } as never }],
      };
      return namesAt(new Predictions(false), 'startInit', own as Story);
    };
    expect(asked('000000')).toEqual(['pid-inside', 'user-outside']);
    expect(asked('000002')).toEqual(['held-program', 'namespaces']);
    expect(asked('000002')).toEqual(asked('000002'));
  });

  it('ask nothing twice, and nothing that is known already', () => {
    const predictions = new Predictions(true);
    for (const asked of predictions.questionsAt('lookUpImage', until('lookUpImage')))
      predictions.take(asked, undefined);
    expect(namesAt(predictions, 'lookUpImage')).toEqual([]);
    expect(namesAt(new Predictions(true), 'lookUpImage', whole)).toEqual([]);
    expect(namesAt(new Predictions(true), 'deleteContainer', story())).toEqual(['what-stays']);
  });

  it('are settled once each, as soon as the run has shown the truth', () => {
    const predictions = new Predictions(true);
    const [first] = predictions.questionsAt('lookUpImage', until('lookUpImage'));
    predictions.take(first!, 'yes');
    expect(predictions.settle(until('lookUpImage'))).toEqual([]);
    expect(predictions.settle(until('contactRegistry'))).toMatchObject([
      { name: 'image-here', given: 'yes', truth: 'no', isRight: false },
    ]);
    expect(predictions.settle(whole)).toEqual([]);
    expect(predictions.score()).toBe('0 of 1 prediction was right.');
  });

  it('that the run has never shown are told of at the end, and do not count', () => {
    const predictions = new Predictions(true);
    const asked = predictions
      .questionsAt('startContainer', until('startContainer'))
      .find(({ name }) => name === 'exit-code');
    predictions.take(asked!, '0');
    expect(predictions.close()).toMatchObject([{ name: 'exit-code', given: '0', truth: undefined, isRight: false }]);
    expect(predictions.score()).toBeUndefined();
  });

  it('that nobody wanted to make do not count', () => {
    const predictions = new Predictions(true);
    for (const asked of predictions.questionsAt('lookUpImage', until('lookUpImage')))
      predictions.take(asked, undefined);
    expect(predictions.settle(whole).every(({ isRight }) => !isRight)).toBe(true);
    expect(predictions.score()).toBeUndefined();
  });
});

describe('an answer', () => {
  const choice = { text: 'Is it?', choices: ['yes', 'no', 'only sometimes', 'nobody knows'] };

  it.each([
    ['a', 'yes'],
    [' B ', 'no'],
    ['YES', 'yes'],
    ['only sometimes', 'only sometimes'],
    ['on', 'only sometimes'],
    ['y', 'yes'],
    ['n', undefined],
    ['', undefined],
    ['e', undefined],
  ])('%j among choices is %j', (text, expected) => {
    expect(readAnswer(choice, text)).toBe(expected);
  });

  it.each([
    ['12', '12'],
    [' 007 ', '7'],
    ['1e3', undefined],
    ['-1', undefined],
    ['twelve', undefined],
    ['', undefined],
    ['1234567890123456', undefined],
  ])('%j where a number is wanted is %j', (text, expected) => {
    expect(readAnswer({ text: 'How many?' }, text)).toBe(expected);
  });

  it('by its letter is the choice itself, however many there are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.string({ minLength: 2 }).filter((text) => text.trim().length > 1),
          { minLength: 1, maxLength: 8 },
        ),
        (choices) => {
          for (const [at, one] of choices.entries()) expect(readAnswer({ text: '', choices }, letterOf(at))).toBe(one);
        },
      ),
    );
  });
});

describe('a verdict', () => {
  const question = { text: 'Which?' };
  const truth = { answer: '1', because: 'It is so.', instead: { 2: 'Two would be a pair.' } };

  it('says why a wrong answer was wrong before it says why the right one is right', () => {
    expect(judge('x', question, '2', truth)).toMatchObject({
      isRight: false,
      because: 'Two would be a pair. It is so.',
    });
    expect(judge('x', question, '1', truth)).toMatchObject({ isRight: true, because: 'It is so.' });
    expect(judge('x', question, '3', truth)).toMatchObject({ isRight: false, because: 'It is so.' });
  });

  it('is one sentence', () => {
    expect(verdictLine(judge('x', question, '1', truth))).toBe('Right: 1.');
    expect(verdictLine(judge('x', question, '2', truth))).toBe('Not so: you said 2, and it is 1.');
    expect(verdictLine(judge('x', question, undefined, truth))).toBe('It is 1.');
    expect(verdictLine({ ...judge('x', question, '1', truth), truth: undefined })).toContain('did not come so far');
  });
});
