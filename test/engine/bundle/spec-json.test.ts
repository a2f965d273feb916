import { describe, expect, it } from 'vitest';
import { convertImage } from '../../../engine/bundle/convert.ts';
import { formatSpec } from '../../../engine/bundle/spec-json.ts';
import { noOptions } from '../../fixtures/no-options.ts';
import { convertInput } from './input.ts';

describe('formatSpec', () => {
  it('writes what JSON.parse reads back', () => {
    const { spec } = convertImage(convertInput());
    expect(JSON.parse(formatSpec(spec))).toEqual(spec);
  });

  it('writes an unlimited rlimit as the number that fits into 64 bits', () => {
    const options = { ...noOptions, ulimits: ['memlock=-1'] };
    const { spec } = convertImage(convertInput({ options }));
    expect(formatSpec(spec)).toContain('"hard": 18446744073709551615,');
    expect(JSON.parse(formatSpec(spec))).toEqual(spec);
  });
});
