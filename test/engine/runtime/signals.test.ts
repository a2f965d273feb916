import { describe, expect, it } from 'vitest';
import { parseSignal } from '../../../engine/runtime/signals.ts';

describe('parseSignal', () => {
  it.each([
    ['SIGTERM', 15],
    ['TERM', 15],
    ['sigquit', 3],
    ['9', 9],
    ['SIGRTMIN+3', 37],
    ['RTMIN', 34],
    ['RTMAX-1', 63],
    ['64', 64],
  ])('takes %s for %i', (text, number) => expect(parseSignal(text)).toBe(number));

  it.each(['', '0', '65', '-1', 'FOO', 'SIG', 'SIGSIGTERM', 'RTMIN-1', 'RTMAX+1', '1.5', 'constructor', ' TERM'])(
    'knows no signal %j',
    (text) => expect(parseSignal(text)).toBeUndefined(),
  );
});
