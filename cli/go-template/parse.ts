import type { Block, Body, Node, Pipeline } from './nodes.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { TemplateError } from './template-error.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A piece of a template: text, or the words between two pairs of braces. */
type Piece = { readonly text: string } | { readonly tokens: readonly Token[] };

/** How far a template has been read. */
interface Reader {
  readonly pieces: readonly Piece[];
  next: number;
}

/**
 * A template as its parts. `define`, `template` and `block` are not understood.
 *
 * @throws TemplateError
 */
export function parseNodes(text: string): Body {
  const reader = { pieces: piecesOf(text), next: 0 };
  const { body, end } = bodyOf(reader, false);
  if (end !== undefined) throw new TemplateError(`unexpected {{${end}}}`);
  return body;
}

/** `{{- ` takes the space before it away, ` -}}` the space behind it; a comment is nothing. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const action = /\{\{(?<before>-\s)?(?<inner>(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`])*?)(?<after>\s-)?\}\}/gsu;
  let [end, trims] = [0, false];
  const addText = (until: number, trimsEnd: boolean) => {
    let piece = text.slice(end, until);
    if (trims) piece = piece.trimStart();
    if (trimsEnd) piece = piece.trimEnd();
    if (piece.includes('{{')) throw new TemplateError('unclosed action');
    if (piece !== '') pieces.push({ text: escaped(piece) });
  };
  for (const match of text.matchAll(action)) {
    const { before, inner, after } = match.groups!;
    addText(match.index, before !== undefined);
    if (!/^\s*\/\*.*\*\/\s*$/s.test(inner!)) pieces.push({ tokens: tokensOf(inner!) });
    end = match.index + match[0].length;
    trims = after !== undefined;
  }
  addText(text.length, false);
  return pieces;
}

/** A shell hands `\t` on as it stands: docker takes it for a tab between columns. */
const escaped = (text: string): string => text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');

/** How a body has ended: by `end` or `else`, or with the template. */
type End = 'end' | 'else' | undefined;

/** What comes next, up to the end of the part that it is in. The words behind `else` are still to be read. */
function bodyOf(reader: Reader, isInRange: boolean): { readonly body: Body; readonly end: End } {
  const body: Node[] = [];
  for (let piece = reader.pieces[reader.next++]; piece !== undefined; piece = reader.pieces[reader.next++]) {
    if ('text' in piece) {
      body.push({ kind: 'text', text: piece.text });
      continue;
    }
    const [first] = piece.tokens;
    const word = first?.kind === 'word' ? first.name : '';
    if (word === 'end' || word === 'else') return { body, end: word };
    body.push(nodeOf(word, piece.tokens, reader, isInRange));
  }
  return { body, end: undefined };
}

function nodeOf(word: string, tokens: readonly Token[], reader: Reader, isInRange: boolean): Node {
  if (word === 'if' || word === 'with' || word === 'range')
    return blockOf(word, parsePipeline(tokens.slice(1), word), reader, isInRange);
  if (word === 'break' || word === 'continue') {
    if (!isInRange) throw new TemplateError(`{{${word}}} outside {{range}}`);
    return { kind: word };
  }
  if (['define', 'template', 'block'].includes(word))
    throw new TemplateError(`learn-run does not understand {{${word}}}`);
  return { kind: 'action', pipeline: parsePipeline(tokens, 'command') };
}

function blockOf(kind: Block['kind'], pipeline: Pipeline, reader: Reader, isInRange: boolean): Node {
  const { body, end } = bodyOf(reader, isInRange || kind === 'range');
  if (end === undefined) throw new TemplateError('unexpected EOF');
  return { kind, pipeline, body, otherwise: end === 'else' ? otherwiseOf(reader, isInRange) : [] };
}

/** `{{else if …}}` is an `if` of its own, which has its `end` in common with the one that it is in. */
function otherwiseOf(reader: Reader, isInRange: boolean): Body {
  const { tokens } = reader.pieces[reader.next - 1] as { readonly tokens: readonly Token[] };
  const [, second] = tokens;
  if (second?.kind === 'word' && (second.name === 'if' || second.name === 'with'))
    return [blockOf(second.name, parsePipeline(tokens.slice(2), second.name), reader, isInRange)];
  if (second !== undefined) throw new TemplateError('unexpected words in {{else}}');
  const { body, end } = bodyOf(reader, isInRange);
  if (end !== 'end') throw new TemplateError(end === undefined ? 'unexpected EOF' : 'expected end; found {{else}}');
  return body;
}
