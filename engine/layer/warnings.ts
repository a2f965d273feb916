/** What a layer asked for and did not get, counted by kind: one line a kind, however many files. */
export class Warnings {
  readonly #counts = new Map<string, number>();

  /** Counts one more of the kind. */
  count(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** `kind: how many`, in the order of their first time. */
  lines(): string[] {
    return [...this.#counts].map(([kind, count]) => `${kind}: ${count}`);
  }
}
