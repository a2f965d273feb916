import { describe, expect, it } from 'vitest';
import { banner } from '../../../../cli/terminal/step-view/banner.ts';
import { LIFECYCLE } from '../../../../machines/steps.ts';

describe('a banner', () => {
  it.each([...LIFECYCLE, 'the end'])('writes %s three lines high, and no wider than 80 columns', (name) => {
    const lines = banner(name.replace(/[A-Z]/g, ' $&'), 78);
    expect(lines).toHaveLength(3);
    expect(new Set(lines!.map(({ length }) => length)).size).toBe(1);
    expect(lines!.join('')).toMatch(/^[ ▀▄█]+$/);
  });

  it('has a letter for each of the alphabet, and tells them apart', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('').map((letter) => banner(letter, 10)!.join('\n'));
    expect(new Set(letters).size).toBe(26);
  });

  it('is none where it does not fit, or where it has no such letter', () => {
    expect(banner('container execution', 40)).toBeUndefined();
    expect(banner('état', 80)).toBeUndefined();
  });
});
