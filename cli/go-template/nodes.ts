/** What a template is made of. @see https://pkg.go.dev/text/template */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | { readonly kind: 'break' | 'continue' }
  | Block;

/** A part that is filled in once, not at all, or for each element; and what stands behind `else`. */
export interface Block {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipeline: Pipeline;
  readonly body: Body;
  readonly otherwise: Body;
}

export type Body = readonly Node[];

/** Commands, each with the result of the one before as its last argument. */
export interface Pipeline {
  /** Variables that get the result: one, or for a range two, the key and the element. */
  readonly variables: readonly string[];
  /** True for `=`: the variables are there already. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

/** A function or a method with its arguments, or one value. Never empty. */
export type Command = readonly Operand[];

export type Operand =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'function'; readonly name: string }
  /** A value, and the fields in it that lead to the one that is meant. */
  | { readonly kind: 'dot'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline; readonly path: readonly string[] };
