import { describe, expect, it } from 'vitest';
import { signalOption } from '../../../cli/options/signals.ts';

describe('a signal that is named on the command line', () => {
  it.each([
    ['KILL', 9],
    ['sighup', 1],
    ['15', 15],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (text, number) => expect(signalOption(text)).toBe(number));

  it.each(['0', '-1', '65', 'NOPE', '15 '])('is not %j', (text) => {
    expect(() => signalOption(text)).toThrow(`invalid signal: ${text}`);
  });
});
