/** What a table has under a name that comes from elsewhere: `constructor` is no entry of it, though every object has one. */
export const lookup = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
