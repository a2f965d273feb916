import type { Role } from './page/messages.ts';
import type { Stream } from './stream.ts';

/** How long a stream lasts until its page has to ask for the rest, in milliseconds, and how long its seat is kept for that. */
export interface Renewal {
  readonly after: number;
  readonly grace: number;
}

interface Seat {
  readonly role: Role;
  readonly stream: Stream;
  isRenewing: boolean;
}

/**
 * Those who follow, each by a name that it has made up. Whoever comes again under the same name takes its own seat; and
 * where seats are renewed, one that has vanished without a word (a closed lid, another network) gives it up.
 */
export class Seats {
  readonly #seats = new Map<string, Seat>();
  readonly #most: number;
  readonly #renewal: Renewal | undefined;
  readonly #onChange: () => void;

  constructor(most: number, renewal: Renewal | undefined, onChange: () => void) {
    this.#most = most;
    this.#renewal = renewal;
    this.#onChange = onChange;
  }

  get taken(): number {
    return this.#seats.size;
  }

  /** How many of them may drive. */
  get drivers(): number {
    return [...this.#seats.values()].filter(({ role }) => role === 'driver').length;
  }

  hasRoomFor(name: string): boolean {
    return this.taken < this.#most || this.#seats.has(name);
  }

  /** Seats somebody; gives back what is to be called when the stream has closed. */
  take(name: string, role: Role, stream: Stream): () => void {
    const seat: Seat = { role, stream, isRenewing: false };
    const former = this.#seats.get(name);
    this.#seats.set(name, seat);
    former?.stream.drop();
    this.#onChange();
    const renewal = this.#renewal && setTimeout(() => this.#renew(name, seat), this.#renewal.after).unref();
    return () => {
      clearTimeout(renewal);
      if (!seat.isRenewing) this.#free(name, seat);
    };
  }

  /** Lets all of them read what was told, and then go. */
  end(): void {
    for (const { stream } of this.#seats.values()) stream.end();
  }

  #renew(name: string, seat: Seat): void {
    seat.isRenewing = true;
    seat.stream.end();
    setTimeout(() => {
      seat.stream.drop();
      this.#free(name, seat);
    }, this.#renewal!.grace).unref();
  }

  #free(name: string, seat: Seat): void {
    if (this.#seats.get(name) !== seat) return;
    this.#seats.delete(name);
    this.#onChange();
  }
}
