/**
 * The chart of an actor as text, its states in the order in which they were written; undefined for an actor without one.
 * The package sorts them, and a pull that begins with `contacting` would begin with `authorizing`.
 */
export function orderedDefinition(actor: unknown): string | undefined {
  const { logic } = actor as { readonly logic?: { readonly config?: unknown } };
  if (typeof logic?.config !== 'object' || logic.config === null) return undefined;
  return JSON.stringify(logic.config, byName);
}

/** What the package does with functions: their name is all that can be sent of them. */
const byName = (_: string, value: unknown) => (typeof value === 'function' ? { type: value.name } : value);
