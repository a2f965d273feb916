import { FUNCTIONS, isTrue } from './functions.ts';
import type { Block, Body, Command, Node, Operand, Pipeline } from './nodes.ts';
import { printed } from './printing.ts';
import { TemplateError } from './template-error.ts';

/** Where a part of a template is filled in: the dot, and the variables that it can name. */
interface Scope {
  readonly dot: unknown;
  readonly variables: Map<string, { value: unknown }>;
}

/** Why the rest of a turn of a range is left out. */
type Interrupt = 'break' | 'continue' | undefined;

/**
 * Fills the parts of a template in.
 *
 * @throws TemplateError
 */
export function fill(body: Body, data: unknown): string {
  const out: string[] = [];
  fillBody(body, { dot: data, variables: new Map([['', { value: data }]]) }, out);
  return out.join('');
}

function fillBody(body: Body, scope: Scope, out: string[]): Interrupt {
  for (const node of body) {
    const interrupt = fillNode(node, scope, out);
    if (interrupt !== undefined) return interrupt;
  }
  return undefined;
}

function fillNode(node: Node, scope: Scope, out: string[]): Interrupt {
  if (node.kind === 'text') out.push(node.text);
  else if (node.kind === 'action') fillAction(node.pipeline, scope, out);
  else if (node.kind === 'range') fillRange(node, scope, out);
  else if (node.kind === 'if' || node.kind === 'with') return fillChoice(node, scope, out);
  else return node.kind;
  return undefined;
}

function fillAction(pipeline: Pipeline, scope: Scope, out: string[]): void {
  const value = resultOf(pipeline, scope);
  if (pipeline.variables.length === 0) out.push(printed(value));
  else assign(pipeline, [value], scope);
}

function fillChoice({ kind, pipeline, body, otherwise }: Block, scope: Scope, out: string[]): Interrupt {
  const inner = { ...scope, variables: new Map(scope.variables) };
  const value = resultOf(pipeline, inner);
  assign(pipeline, [value], inner);
  if (!isTrue(value)) return fillBody(otherwise, inner, out);
  return fillBody(body, kind === 'with' ? { ...inner, dot: value } : inner, out);
}

function fillRange({ pipeline, body, otherwise }: Block, scope: Scope, out: string[]): void {
  const entries = entriesOf(resultOf(pipeline, scope));
  if (entries.length === 0) fillBody(otherwise, { ...scope, variables: new Map(scope.variables) }, out);
  for (const [key, element] of entries) {
    const inner = { dot: element, variables: new Map(scope.variables) };
    assign(pipeline, pipeline.variables.length === 2 ? [key, element] : [element], inner);
    if (fillBody(body, inner, out) === 'break') return;
  }
}

/** Of a map by its keys in order, as Go has it; of a number so many. */
function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map((element, at) => [at, element]);
  if (typeof value === 'number') return Array.from({ length: value }, (_, at) => [at, at]);
  if (typeof value !== 'object') throw new TemplateError(`range can't iterate over ${printed(value)}`);
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}

function assign({ variables, isAssignment }: Pipeline, values: readonly unknown[], scope: Scope): void {
  for (const [at, name] of variables.entries()) {
    if (isAssignment) variableOf(name, scope).value = values[at];
    else scope.variables.set(name, { value: values[at] });
  }
}

function variableOf(name: string, { variables }: Scope): { value: unknown } {
  const variable = variables.get(name);
  if (variable === undefined) throw new TemplateError(`undefined variable "$${name}"`);
  return variable;
}

function resultOf({ commands }: Pipeline, scope: Scope): unknown {
  const [first, ...rest] = commands;
  return rest.reduce((value, command) => called(command, scope, [value]), called(first!, scope, []));
}

/** @param piped the result of the command before, where there was one */
function called([first, ...others]: Command, scope: Scope, piped: readonly unknown[]): unknown {
  if (first!.kind === 'function' && (first!.name === 'and' || first!.name === 'or'))
    return connected(first!.name === 'and', others, scope, piped);
  const values = () => [...others.map((operand) => operandValue(operand, scope)), ...piped];
  if (first!.kind === 'function') return FUNCTIONS[first!.name]!(...values());
  if (others.length === 0 && piped.length === 0) return operandValue(first!, scope);
  if (first!.kind === 'dot' && first!.path.join('.') === 'Label') return labelOf(scope.dot, printed(values()[0]));
  throw new TemplateError(`can't give argument to non-function ${wordsOf(first!)}`);
}

/** The first argument that settles it, or the last one. */
function connected(isAnd: boolean, operands: readonly Operand[], scope: Scope, piped: readonly unknown[]): unknown {
  let value: unknown;
  for (const operand of operands) {
    value = operandValue(operand, scope);
    if (isTrue(value) !== isAnd) return value;
  }
  return piped.length > 0 ? piped[0] : value;
}

function operandValue(operand: Operand, scope: Scope): unknown {
  if (operand.kind === 'literal') return operand.value;
  if (operand.kind === 'function') return called([operand], scope, []);
  if (operand.kind === 'dot') return fieldAt(scope.dot, operand.path);
  if (operand.kind === 'variable') return fieldAt(variableOf(operand.name, scope).value, operand.path);
  return fieldAt(resultOf(operand.pipeline, scope), operand.path);
}

function fieldAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((whole, name) => {
    if (whole !== null && typeof whole === 'object' && Object.hasOwn(whole, name))
      return (whole as Readonly<Record<string, unknown>>)[name];
    throw new TemplateError(`can't evaluate field ${name} in .${path.join('.')}`);
  }, value);
}

/** `.Label "name"` of the rows of `ps`, whose labels are `name=value`, with commas between them. */
function labelOf(row: unknown, name: string): string {
  const { Labels } = (row ?? {}) as { readonly Labels?: unknown };
  const pairs = typeof Labels === 'string' ? Labels.split(',').map((pair) => pair.split(/=(.*)/s)) : [];
  return pairs.find(([key]) => key === name)?.[1] ?? '';
}

const wordsOf = (operand: Operand): string => ('path' in operand ? `.${operand.path.join('.')}` : operand.kind);
