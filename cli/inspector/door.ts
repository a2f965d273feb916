import type { Refusal } from './gate.ts';
import type { Role } from './page/messages.ts';

/** What a page may do, and how it shows that it may. */
export interface Entry {
  readonly key: string;
  readonly role: Role;
}

/** Who is let in, and as what. */
export interface Door {
  /** What whoever comes with this, from that address, gets: the key of a page, or a reason why not. */
  letIn(message: Readonly<Record<string, unknown>>, address: string): Entry | Refusal;
  /** What whoever is let in later comes with; undefined where nobody more is invited. */
  invite(): string | undefined;
  /** What the value of an Authorization header lets its sender do; undefined where it is not that of a page that was let in. */
  roleOf(authorization: string | undefined): Role | undefined;
}
