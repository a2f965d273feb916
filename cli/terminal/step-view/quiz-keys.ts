import { letterOf } from '../../predict/answer.ts';
import type { Key } from './keys.ts';
import type { Quiz, ViewState } from './state.ts';

/** The view after a key that belongs to the question; undefined where the key means what it always does. */
export function pressedInQuiz(state: ViewState, quiz: Quiz, key: Key): ViewState | undefined {
  if (key.name === 'escape') return answered(state, undefined);
  return quiz.asked.question.choices === undefined
    ? pressedInNumber(state, quiz, key)
    : pressedInChoices(state, quiz, key);
}

const answered = (state: ViewState, given: string | undefined): ViewState => ({
  ...state,
  deed: { kind: 'answer', given },
});

const withInput = (state: ViewState, quiz: Quiz, input: Partial<Quiz>): ViewState => ({
  ...state,
  quiz: { ...quiz, ...input },
});

/** More digits than any answer has. */
const MOST_DIGITS = 12;

function pressedInNumber(state: ViewState, quiz: Quiz, { name, sequence = '' }: Key): ViewState | undefined {
  if (/^\d$/.test(sequence)) return withInput(state, quiz, { typed: (quiz.typed + sequence).slice(0, MOST_DIGITS) });
  if (name === 'backspace') return withInput(state, quiz, { typed: quiz.typed.slice(0, -1) });
  if (name !== 'return' && name !== 'enter') return undefined;
  return quiz.typed === '' ? state : answered(state, String(Number(quiz.typed)));
}

function pressedInChoices(state: ViewState, quiz: Quiz, { name, sequence = '' }: Key): ViewState | undefined {
  const choices = quiz.asked.question.choices ?? [];
  const { length } = choices;
  if (name === 'down' || name === 'j') return withInput(state, quiz, { chosen: (quiz.chosen + 1) % length });
  if (name === 'up' || name === 'k') return withInput(state, quiz, { chosen: (quiz.chosen + length - 1) % length });
  if (name === 'return' || name === 'enter') return answered(state, choices[quiz.chosen]);
  const at = choices.findIndex((_, index) => sequence === letterOf(index));
  return at < 0 ? undefined : withInput(state, quiz, { chosen: at });
}
