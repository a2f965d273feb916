import { describe, expect, it } from 'vitest';
import { annotatedProperties } from '../../../../engine/cgroup/systemd/annotations.ts';
import fc from '../../../fixtures/properties.ts';

/** The property that an annotation with this value makes, as busctl(1) takes it. */
function line(value: string, name = 'SomeThing'): string {
  const [property] = annotatedProperties({ [`org.systemd.property.${name}`]: value });
  return [property!.name, property!.signature, ...property!.words].join(' ');
}

describe('annotatedProperties', () => {
  it('passes over annotations of another kind', () => {
    expect(annotatedProperties({ 'org.systemd.other': 'x', 'run.oci.handler': 'wasm' })).toEqual([]);
    expect(annotatedProperties(undefined)).toEqual([]);
  });

  it.each([
    ['true', 'b true'],
    ["'inactive-or-failed'", 's inactive-or-failed'],
    ['"it\'s"', "s it's"],
    ["'a \\'b\\' \\\\'", "s a 'b' \\"],
    ['5', 'i 5'],
    ['-5', 'i -5'],
    ['0x1f', 'i 0x1f'],
    ['uint64 10000000', 't 10000000'],
    ['byte 7', 'y 7'],
    ['1.5', 'd 1.5'],
    ['double 2', 'd 2'],
    ["['a', 'b, c']", 'as 2 a b, c'],
    ['[uint64 1, uint64 2]', 'at 2 1 2'],
  ])('reads %s', (text, expected) => {
    expect(line(text)).toBe(`SomeThing ${expected}`);
  });

  it.each([
    '',
    'yes',
    "'open",
    "'a' 'b'",
    '[]',
    "['a', 5]",
    "['a' 'b']",
    'int128 5',
    'uint64 0.5',
    '(1, 2)',
    '{}',
    "'a'b'",
  ])('refuses %s', (text) => {
    expect(() => line(text)).toThrow(/annotation org\.systemd\.property\.SomeThing: cannot read/);
  });

  it.each(['a', 'lower', 'With Space', 'Ex_Act', 'X', ''])('refuses a property that is called %j', (name) => {
    expect(() => line('5', name)).toThrow(/names no property of systemd/);
  });

  it.each([
    ['7', 't 7000000'],
    ['uint64 7', 't 7000000'],
    ['0.25', 't 250000'],
  ])('takes a time of %s seconds in microseconds', (text, expected) => {
    expect(line(text, 'TimeoutStopSec')).toBe(`TimeoutStopUSec ${expected}`);
  });

  it('refuses words for a time', () => {
    expect(() => line("'soon'", 'TimeoutStopSec')).toThrow(/expected a number of seconds/);
  });

  it('gives back every text that stands in quotes, and never fails but by name', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const quoted = `'${text.replace(/['\\]/g, '\\$&')}'`;
        expect(line(quoted)).toBe(`SomeThing s ${text}`);
        expect(line(`[${quoted}, ${quoted}]`)).toBe(`SomeThing as 2 ${text} ${text}`);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          line(text);
        } catch (error) {
          expect((error as Error).name).toBe('InvalidUnitProperty');
        }
      }),
    );
  });
});
