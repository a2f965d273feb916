import type { Answer, Question } from './messages.ts';

/** Questions to another thread that have not been answered yet. */
export class Questions {
  readonly #send: (number: number, question: Question) => void;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #asked = 0;

  constructor(send: (number: number, question: Question) => void) {
    this.#send = send;
  }

  /** Rejects where the other side has failed. */
  ask(question: Question): Promise<unknown> {
    const answered = Promise.withResolvers<unknown>();
    this.#asked += 1;
    this.#open.set(this.#asked, answered);
    this.#send(this.#asked, question);
    return answered.promise;
  }

  answer(number: number, answer: Answer): void {
    const answered = this.#open.get(number);
    this.#open.delete(number);
    if (answer === 'failed') answered?.reject(new Error('the run cannot answer'));
    else answered?.resolve(answer.value);
  }
}
