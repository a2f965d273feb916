import { TemplateError } from './template-error.ts';

/** A word of an action. */
export type Token =
  /** Names of fields behind each other, as `.State.Pid`; none for the dot itself. */
  | { readonly kind: 'field'; readonly path: readonly string[]; readonly isAttached: boolean }
  /** `$name`; the empty name is what the template is filled in from. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: '(' | ')' | '|' | ':=' | '=' | ',' };

const TOKEN =
  /(?<space>\s+)|(?<mark>:=|[()|=,])|\$(?<variable>\w*)|(?<field>\.(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?)|(?<number>[-+]?\d+(?:\.\d+)?)(?![\w.])|(?<quoted>"(?:[^"\\\n]|\\.)*")|`(?<raw>[^`]*)`|(?<word>[A-Za-z_]\w*)/suy;

/**
 * The words of an action, as Go's text/template has them.
 *
 * @param action what stands between the braces
 * @throws TemplateError
 */
export function tokensOf(action: string): Token[] {
  const tokens: Token[] = [];
  let isAttached = false;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < action.length) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(action)?.groups;
    if (groups === undefined)
      throw new TemplateError(`unexpected ${JSON.stringify(action[start])} in ${action.trim()}`);
    const token = tokenOf(groups, isAttached);
    if (token !== undefined) tokens.push(token);
    isAttached = token !== undefined;
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, isAttached: boolean): Token | undefined {
  const { mark, variable, field, number, quoted, raw, word } = groups;
  if (mark !== undefined) return { kind: mark as '(' };
  if (variable !== undefined) return { kind: 'variable', name: variable };
  if (field !== undefined) return { kind: 'field', path: field.split('.').filter(Boolean), isAttached };
  if (number !== undefined) return { kind: 'literal', value: Number(number) };
  if (quoted !== undefined) return { kind: 'literal', value: unquoted(quoted) };
  if (raw !== undefined) return { kind: 'literal', value: raw };
  return word === undefined ? undefined : { kind: 'word', name: word };
}

/** A string of Go that JSON has too. */
function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new TemplateError(`invalid syntax: ${text}`);
  }
}
