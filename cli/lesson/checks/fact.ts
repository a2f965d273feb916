import { openEngine } from '../../open-engine.ts';
import { answerOf } from '../answer-text.ts';
import type { CheckFunction } from '../check.ts';
import { factOf, isFact } from '../facts.ts';

/** Compares the answer with a fact of the learner's own store. */
export const checkFact: CheckFunction = async (settings, words, io) => {
  const answer = answerOf(words);
  const [name = ''] = settings.fact ?? [];
  const engine = openEngine(io);
  try {
    const fact = factOf(engine, name, { image: settings.image?.[0], number: Number(settings.number?.[0] ?? 1) });
    const passed = isFact(answer, fact);
    return { passed, says: passed ? `${fact}: right.` : `${answer}: your store says something else.` };
  } finally {
    await engine.close();
  }
};
