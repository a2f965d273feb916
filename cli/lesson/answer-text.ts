import { CannotCheck } from './errors.ts';

/**
 * The learner's words as one answer: upper and lower case, quotes around it and spaces make no difference.
 *
 * @throws CannotCheck where there are none
 */
export function answerOf(words: readonly string[]): string {
  const answer = normalized(words.join(' '));
  if (answer !== '') return answer;
  throw new CannotCheck('this lesson asks a question', {
    hint: 'Write the answer behind it: learn-run lesson check ANSWER',
  });
}

/** The form in which answers are compared. */
function normalized(text: string): string {
  return text.toLowerCase().replaceAll(/["'`]/g, '').replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
}
