import { describe, expect, it } from 'vitest';
import { type Pane, paneOf } from '../../../../cli/panes/pane.ts';
import { COLOURLESS } from '../../../../cli/terminal/step-view/palette.ts';
import { rowsOf } from '../../../../cli/terminal/step-view/rows.ts';
import type { Json } from '../../../../engine/json.ts';

const pane = (document: Json, parts: Partial<Pane> = {}) =>
  paneOf({ name: 'evidence', title: '', nothing: '', document, ...parts });
const rows = (own: Pane, ...folded: string[]) =>
  rowsOf(own, { isFolded: (path) => folded.includes(path), width: 40, palette: COLOURLESS });
const lines = (own: Pane, ...folded: string[]) =>
  rows(own, ...folded).map(({ depth, name, value }) => `${' '.repeat(depth)}${name}=${value}`);

describe('the rows of a pane', () => {
  it('are the branches and leaves of its document, from the top', () => {
    expect(lines(pane({ a: 1, b: { c: null, d: [true, { e: 'x' }] }, f: [] }))).toEqual([
      'a=1',
      'b={2}',
      ' c=null',
      ' d=[2]',
      '  0=true',
      '  1={1}',
      '   e=x',
      'f=none',
    ]);
  });

  it('have JSON pointers, in which slashes and tildes are written as RFC 6901 wants', () => {
    expect(rows(pane({ 'a/b': { 'c~d': 1 } })).map(({ path }) => path)).toEqual(['/a~1b', '/a~1b/c~0d']);
  });

  it('leave out what is inside a closed branch', () => {
    expect(lines(pane({ a: { b: 1 }, c: 2 }), '/a')).toEqual(['a={1}', 'c=2']);
  });

  it('are the lines of a text, and of a text inside of data', () => {
    expect(lines(pane('one\ntwo'))).toEqual(['=one', '=two']);
    expect(lines(pane({ a: 'one\ntwo' }))).toEqual(['a=', ' =one', ' =two']);
    expect(lines(pane({ a: 'one\ntwo' }), '/a')).toEqual(['a=']);
  });

  it('have no numbers before the texts of a list', () => {
    expect(lines(pane(['x', 'y']))).toEqual(['=x', '=y']);
  });

  it('have two cells where the pane has two columns', () => {
    const columns = ['on the host', 'in the container'] as const;
    const [row] = rows(pane({ pid: { host: 7, container: 1 } }, { columns }));
    expect(row).toMatchObject({ name: 'pid', value: '7', beside: '1', isFolded: undefined });
    expect(lines(pane({ pid: { host: 7, container: 1 } }))).toHaveLength(3);
  });

  it('of Markdown are wrapped, and can be drawn with colours', () => {
    const markdown = pane('## Why\n\nA `word` and more than forty cells of text in one line.', { isMarkdown: true });
    expect(rows(markdown).map(({ value }) => value)).toEqual([
      'Why',
      '',
      'A word and more than forty cells of',
      'text in one line.',
      '',
    ]);
  });

  it('are none where there is no document', () => {
    expect(rows(paneOf({ name: 'exit', title: '', nothing: 'not yet' }))).toEqual([]);
  });

  it('let no escape sequence through, in names and in values', () => {
    expect(lines(pane({ 'a\u001b[2J': 'b\u001b[2J' }))).toEqual(['a\\u{1b}[2J=b\\u{1b}[2J']);
  });
});
