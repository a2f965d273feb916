import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../cli/lesson/answer-text.ts';

describe('answerOf', () => {
  it.each([[['SIGKILL']], [['sigkill.']], [['"SigKill"']], [[' sigkill ']]])(
    'makes no difference between forms: %j',
    (words) => {
      expect(answerOf(words)).toBe('sigkill');
    },
  );

  it('joins words', () => expect(answerOf(['Carriage', '  return'])).toBe('carriage return'));

  it.each([[[]], [['']], [['" "']]])('asks for an answer where there is none: %j', (words) => {
    expect(() => answerOf(words)).toThrow('this lesson asks a question');
  });
});
