import { FUNCTIONS } from './functions.ts';
import type { Command, Operand, Pipeline } from './nodes.ts';
import { TemplateError } from './template-error.ts';
import type { Token } from './tokens.ts';

/** Words that are values. */
const CONSTANTS: Readonly<Record<string, unknown>> = { true: true, false: false, nil: null };

/** How far the words of an action have been read. */
interface Words {
  readonly tokens: readonly Token[];
  next: number;
}

/**
 * The pipeline that stands in an action.
 *
 * @param where what an error is about: `if`, `range`, `command`
 * @throws TemplateError
 */
export function parsePipeline(tokens: readonly Token[], where: string): Pipeline {
  const words = { tokens, next: 0 };
  const pipeline = pipelineOf(words, where);
  if (words.next < tokens.length) throw new TemplateError(`unexpected ${nameOf(tokens[words.next]!)} in ${where}`);
  return pipeline;
}

function pipelineOf(words: Words, where: string): Pipeline {
  const { variables, isAssignment } = declarationOf(words, where);
  const commands = [commandOf(words, where)];
  while (words.tokens[words.next]?.kind === '|') {
    words.next += 1;
    commands.push(commandOf(words, where));
  }
  return { variables, isAssignment, commands };
}

/** `$x :=`, `$x =`, and for a range `$key, $element :=`. */
function declarationOf(words: Words, where: string): Pick<Pipeline, 'variables' | 'isAssignment'> {
  const [first, second, third, fourth] = words.tokens.slice(words.next, words.next + 4);
  const isMark = (token: Token | undefined) => token?.kind === ':=' || token?.kind === '=';
  if (first?.kind === 'variable' && isMark(second)) {
    words.next += 2;
    return { variables: [first.name], isAssignment: second!.kind === '=' };
  }
  if (first?.kind === 'variable' && second?.kind === ',' && third?.kind === 'variable' && isMark(fourth)) {
    if (where !== 'range') throw new TemplateError(`too many declarations in ${where}`);
    words.next += 4;
    return { variables: [first.name, third.name], isAssignment: fourth!.kind === '=' };
  }
  return { variables: [], isAssignment: false };
}

function commandOf(words: Words, where: string): Command {
  const operands: Operand[] = [];
  for (let operand = operandOf(words, where); operand !== undefined; operand = operandOf(words, where))
    operands.push(operand);
  const [first, second] = operands;
  if (first === undefined) throw new TemplateError(`missing value for ${where}`);
  if (second !== undefined && first.kind === 'literal')
    throw new TemplateError(`can't give argument to non-function ${JSON.stringify(first.value)}`);
  return operands;
}

/** Undefined where the command has ended. */
function operandOf(words: Words, where: string): Operand | undefined {
  const token = words.tokens[words.next];
  if (token === undefined || !['field', 'variable', 'word', 'literal', '('].includes(token.kind)) return undefined;
  words.next += 1;
  if (token.kind === 'literal') return token;
  if (token.kind === 'field') return { kind: 'dot', path: token.path };
  if (token.kind === 'word') return wordOf(token.name);
  if (token.kind === 'variable') return { ...token, path: attachedPath(words) };
  const pipeline = pipelineOf(words, where);
  if (words.tokens[words.next]?.kind !== ')') throw new TemplateError('unclosed left paren');
  words.next += 1;
  return { kind: 'pipeline', pipeline, path: attachedPath(words) };
}

/** `.HostPort` of `(index $list 0).HostPort`: fields without a space before them. */
function attachedPath(words: Words): readonly string[] {
  const token = words.tokens[words.next];
  if (token?.kind !== 'field' || !token.isAttached) return [];
  words.next += 1;
  return token.path;
}

function wordOf(name: string): Operand {
  if (Object.hasOwn(CONSTANTS, name)) return { kind: 'literal', value: CONSTANTS[name] };
  if (Object.hasOwn(FUNCTIONS, name) || name === 'and' || name === 'or') return { kind: 'function', name };
  throw new TemplateError(`function ${JSON.stringify(name)} not defined`);
}

function nameOf(token: Token): string {
  return 'name' in token ? JSON.stringify(token.name) : JSON.stringify(token.kind);
}
