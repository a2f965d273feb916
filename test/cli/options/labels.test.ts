import { describe, expect, it } from 'vitest';
import { annotations, type LabelFlags, labels } from '../../../cli/options/labels.ts';

const NONE: LabelFlags = { label: [], labelFile: [], annotation: [] };

describe('labels', () => {
  it('have a name and a value, which may be empty, and of two with one name the last holds', () => {
    expect(labels({ ...NONE, label: ['a=1', 'b', 'c=d=e f', 'a=2'] })).toEqual({ a: '2', b: '', c: 'd=e f' });
  });

  it.each([
    ['=x', `invalid argument "=x" for "-l, --label" flag: invalid label '=x': empty name`],
    ['a b=c', `invalid argument "a b=c" for "-l, --label" flag: label 'a b' contains whitespaces`],
  ])("refuses %j in docker's words", (label, message) => {
    expect(() => labels({ ...NONE, label: [label] })).toThrow(message);
  });

  it('let annotations have blanks in their names, as docker does', () => {
    expect(annotations({ ...NONE, annotation: ['a b=c'] })).toEqual({ 'a b': 'c' });
  });
});
