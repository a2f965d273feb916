/** What a person has to know while something takes longer than it should: that it waits, and for what. */
export class Notices {
  readonly #ears: ((text: string) => void)[] = [];

  /** Says it to whoever is at work; to one of them, as all have the same person before them. */
  tell(text: string): void {
    this.#ears.at(-1)?.(text);
  }

  /** Does the work, and has its notices told to `ear` meanwhile. */
  async whileHeard<Result>(ear: (text: string) => void, work: () => Promise<Result>): Promise<Result> {
    this.#ears.push(ear);
    try {
      return await work();
    } finally {
      this.#ears.splice(this.#ears.indexOf(ear), 1);
    }
  }
}
