import { letterOf, readAnswer } from '../predict/answer.ts';
import type { Asked } from '../predict/predictions.ts';
import type { News } from './page/messages.ts';

/** A question that was put before the pages. */
export interface Prediction {
  /** Resolves when a page has answered: with one of the choices or a number, undefined for no guess. */
  readonly given: Promise<string | undefined>;
  /** Somebody else has. */
  readonly settle: (given: string | undefined) => void;
}

/** Puts what is to be predicted before the pages, one question at a time. */
export class Quiz {
  readonly #tell: (news: News) => void;
  #asked = 0;
  #open: { readonly asked: Asked; readonly resolve: (given: string | undefined) => void } | undefined;

  constructor(tell: (news: News) => void) {
    this.#tell = tell;
  }

  ask(asked: Asked): Prediction {
    this.#asked += 1;
    const number = this.#asked;
    const { text, choices = null } = asked.question;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#open = { asked, resolve };
    this.#tell({ kind: 'question', question: { number, text, choices } });
    const settle = (given: string | undefined) => {
      if (this.#asked === number && this.#open !== undefined) this.#close(given, 'terminal');
    };
    return { given: promise, settle };
  }

  /**
   * What a page says to the question of that number: the place of a choice, the digits of a number, null for no guess.
   * False where it is no answer, or comes too late.
   */
  answer(number: number, answer: number | string | null): boolean {
    if (this.#asked !== number || this.#open === undefined) return false;
    const { asked, resolve } = this.#open;
    const given = answer === null ? undefined : readAnswer(asked.question, wordOf(answer));
    if (answer !== null && given === undefined) return false;
    this.#close(given, 'page');
    resolve(given);
    return true;
  }

  #close(given: string | undefined, by: 'page' | 'terminal'): void {
    this.#open = undefined;
    this.#tell({ kind: 'answered', number: this.#asked, given: given ?? null, by });
  }
}

/** The letter of a choice: its words may have been taken out of what the page was told. */
const wordOf = (answer: number | string) => (typeof answer === 'number' ? letterOf(answer) : answer);
