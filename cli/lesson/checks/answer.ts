import { createHash } from 'node:crypto';
import { answerOf } from '../answer-text.ts';
import type { CheckFunction } from '../check.ts';

/** Compares the SHA-256 of the answer with each of `check.sha256`. */
export const checkAnswer: CheckFunction = async ({ sha256 = [] }, words) => {
  const answer = answerOf(words);
  const passed = sha256.includes(createHash('sha256').update(answer).digest('hex'));
  return { passed, says: passed ? `${answer}: right.` : `${answer}: not what we are looking for.` };
};
