import { verdictLine } from '../../../predict/answer.ts';
import type { Chronicle, MessageOf, Moment } from './chronicle.ts';

export type Prediction = MessageOf<'prediction'>;

/** `What is the exit code? Right: 0.` */
export const predictionLine = (prediction: Prediction): string => `${prediction.question} ${outcomeOf(prediction)}`;

/** What came of it, in a sentence. */
export const outcomeOf = ({ given, truth, isRight }: Prediction): string =>
  verdictLine({ given: given ?? undefined, truth: truth ?? undefined, isRight });

/** What somebody has predicted while stepping, and how many of it was right. */
export function predictionsOf(
  chronicle: Chronicle,
  moment: Moment,
): { readonly all: readonly Prediction[]; readonly right: number; readonly guessed: number } {
  const all = chronicle.of('prediction', moment);
  const guesses = all.filter(({ given, truth }) => given !== null && truth !== null);
  return { all, right: guesses.filter(({ isRight }) => isRight).length, guessed: guesses.length };
}
