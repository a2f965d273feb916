/** Grants wishes each at a time of its own: a whole class would ask for the same large document in the same moment. */
export class Spread<Wish> {
  readonly #grant: (wishes: readonly Wish[]) => void;
  readonly #most: number;
  readonly #waiting = new Map<ReturnType<typeof setTimeout>, readonly Wish[]>();

  /** @param most milliseconds that a wish may wait */
  constructor(grant: (wishes: readonly Wish[]) => void, most: number) {
    this.#grant = grant;
    this.#most = most;
  }

  add(wishes: readonly Wish[]): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#grant(wishes);
    }, Math.random() * this.#most);
    this.#waiting.set(timer, wishes);
  }

  /** Grants all that wait: soon nobody may be there to be asked. */
  hurry(): void {
    for (const [timer, wishes] of this.#waiting) {
      clearTimeout(timer);
      this.#grant(wishes);
    }
    this.#waiting.clear();
  }
}
