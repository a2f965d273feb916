/** What each kind of line must have, and of which type. Kinds that are not listed are for later readers, and passed over. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  call: { call: 'number', step: 'string' },
  turn: { call: 'number', detail: 'string', facts: 'object' },
  evidence: { call: 'number', sentence: 'string', facts: 'object', check: 'strings' },
  progress: { call: 'number', progress: 'object' },
  output: { stream: 'stream', data: 'string' },
  outputOmitted: { stream: 'stream' },
  done: { call: 'number' },
  failed: { call: 'number', error: 'error' },
  prediction: { name: 'string', question: 'string', isRight: 'boolean', because: 'string' },
  state: { chart: 'string', event: 'string' },
  end: { exitCode: 'number' },
};

const TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  stream: (value) => value === 'stdout' || value === 'stderr',
  error: (value) => typeof (value as { message?: unknown } | null)?.message === 'string',
};

/**
 * The first field in which a line is not what its kind has; undefined where the line is sound. The chain only says that
 * a line is as somebody wrote it: whoever hands out a file may have written it by hand.
 */
export function flawOf(entry: object): string | undefined {
  const { kind } = entry as { kind?: unknown };
  if (typeof kind !== 'string') return 'kind';
  const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind]! : {};
  const fields = Object.entries({ at: 'number', ...shape });
  return fields.find(([name, type]) => !TESTS[type]!((entry as Record<string, unknown>)[name]))?.[0];
}
