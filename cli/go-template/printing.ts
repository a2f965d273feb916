import { TemplateError } from './template-error.ts';

/** A value as Go prints it: lists in brackets, maps with their name. */
export function printed(value: unknown): string {
  if (value === null || value === undefined) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(printed).join(' ')}]`;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).map(([name, one]) => `${name}:${printed(one)}`);
  return `map[${pairs.join(' ')}]`;
}

/** A space stands between two operands where neither is a string. @see https://pkg.go.dev/fmt#Sprint */
export function sprint(values: readonly unknown[]): string {
  return values.reduce<string>((text, value, at) => {
    const isSpaced = at > 0 && typeof value !== 'string' && typeof values[at - 1] !== 'string';
    return `${text}${isSpaced ? ' ' : ''}${printed(value)}`;
  }, '');
}

const VERB = /%(?<flags>[-+#0 ]*)(?<width>\d+)?(?:\.(?<precision>\d+))?(?<verb>[%a-zA-Z])/g;

/**
 * What `printf` makes of its arguments: the verbs v, s, q, d, f, t, x and X, with a width, a precision and the flags `-` and `0`.
 *
 * @throws TemplateError for another verb
 * @see https://pkg.go.dev/fmt
 */
export function sprintf(format: string, values: readonly unknown[]): string {
  let next = 0;
  return format.replace(VERB, (...match) => {
    const { flags, width, precision, verb } = match.at(-1) as Record<string, string | undefined>;
    if (verb === '%') return '%';
    if (next >= values.length) return `%!${verb}(MISSING)`;
    const text = formatted(verb!, values[next++], precision);
    if (flags!.includes('-')) return text.padEnd(Number(width ?? 0));
    return text.padStart(Number(width ?? 0), flags!.includes('0') && verb !== 's' ? '0' : ' ');
  });
}

function formatted(verb: string, value: unknown, precision: string | undefined): string {
  switch (verb) {
    case 'v':
    case 'd':
    case 't':
      return printed(value);
    case 's':
      return precision === undefined ? printed(value) : Array.from(printed(value)).slice(0, Number(precision)).join('');
    case 'q':
      return JSON.stringify(printed(value));
    case 'f':
      return Number(value).toFixed(Number(precision ?? 6));
    case 'x':
    case 'X': {
      const hex = typeof value === 'number' ? value.toString(16) : Buffer.from(printed(value)).toString('hex');
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      throw new TemplateError(`learn-run does not understand %${verb} of printf`);
  }
}
