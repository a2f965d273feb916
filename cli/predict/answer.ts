import type { Question, Truth } from './question.ts';

/** The letters that stand before the choices. */
export const letterOf = (at: number): string => String.fromCharCode('a'.charCodeAt(0) + at);

/**
 * The answer that somebody means: a choice by its letter or its words, in either case, or a whole number.
 * Undefined where it is none of them.
 */
export function readAnswer({ choices }: Question, text: string): string | undefined {
  const typed = text.trim();
  if (choices === undefined) return /^\d{1,15}$/.test(typed) ? String(Number(typed)) : undefined;
  const wanted = typed.toLowerCase();
  if (wanted === '') return undefined;
  const byWords = choices.find((choice) => choice.toLowerCase() === wanted);
  return byWords ?? choices.find((_, at) => letterOf(at) === wanted) ?? onlyOneBeginning(choices, wanted);
}

/** `y` for yes: as much as tells it from all others. */
function onlyOneBeginning(choices: readonly string[], beginning: string): string | undefined {
  const found = choices.filter((choice) => choice.toLowerCase().startsWith(beginning));
  return found.length === 1 ? found[0] : undefined;
}

/** What came of one prediction. */
export interface Verdict {
  /** Name of its kind. */
  readonly name: string;
  readonly question: Question;
  /** Undefined where somebody did not want to guess. */
  readonly given: string | undefined;
  /** Undefined where the run has never shown it. */
  readonly truth: string | undefined;
  readonly isRight: boolean;
  /** Why the truth is so, and what was wrong about the answer. */
  readonly because: string;
}

/** Compares the answer with what really happened. */
export function judge(name: string, question: Question, given: string | undefined, truth: Truth): Verdict {
  const isRight = given === truth.answer;
  const { instead = {} } = truth;
  const remark = given !== undefined && !isRight && Object.hasOwn(instead, given) ? `${instead[given]} ` : '';
  return { name, question, given, truth: truth.answer, isRight, because: remark + truth.because };
}

/** One sentence for a verdict: `Right: 1.`, `You said 2; it is 1.` */
export function verdictLine({ given, truth, isRight }: Pick<Verdict, 'given' | 'truth' | 'isRight'>): string {
  if (truth === undefined) return 'The run did not come so far as to show it.';
  if (given === undefined) return `It is ${truth}.`;
  return isRight ? `Right: ${truth}.` : `Not so: you said ${given}, and it is ${truth}.`;
}
