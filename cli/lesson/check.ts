import type { Io } from '../io.ts';
import type { CheckKind } from './check-kinds.ts';
import type { Check } from './lesson.ts';

/** What a check has found, and the sentence that says it. */
export interface Verdict {
  readonly passed: boolean;
  readonly says: string;
}

/** One kind of check. The words are what the learner wrote behind `learn-run lesson check`. */
export type CheckFunction = (settings: Check['settings'], words: readonly string[], io: Io) => Promise<Verdict>;

const CHECKS: Readonly<Record<CheckKind, () => Promise<CheckFunction>>> = {
  image: async () => (await import('./checks/image.ts')).checkImage,
  fact: async () => (await import('./checks/fact.ts')).checkFact,
  answer: async () => (await import('./checks/answer.ts')).checkAnswer,
  directory: async () => (await import('./checks/directory.ts')).checkDirectory,
  run: async () => (await import('./checks/run.ts')).checkRun,
  container: async () => (await import('./checks/container.ts')).checkContainer,
};

/** Looks at the real thing: the store, a directory, a run. Throws `CannotCheck` where there is nothing to look at. */
export async function runCheck({ kind, settings }: Check, words: readonly string[], io: Io): Promise<Verdict> {
  const check = await CHECKS[kind]();
  return check(settings, words, io);
}
