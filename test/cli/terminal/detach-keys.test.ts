import { describe, expect, it } from 'vitest';
import { DEFAULT_DETACH_KEYS, DetachKeys, detachSequence } from '../../../cli/terminal/detach-keys.ts';
import fc from '../../fixtures/properties.ts';

const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));

/** All that the pieces come to. */
function push(keys: DetachKeys, pieces: readonly Buffer[]) {
  const typed = pieces.map((piece) => keys.push(piece));
  return { passed: Buffer.concat(typed.map(({ passed }) => passed)), isDetached: typed.at(-1)?.isDetached ?? false };
}

describe('the keys to detach with', () => {
  it.each([
    [DEFAULT_DETACH_KEYS, [0x10, 0x11]],
    ['ctrl-a', [1]],
    ['ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_', [0, 27, 28, 29, 30, 31]],
    ['a,b,ctrl-C', [97, 98, 3]],
  ])('are for %s the bytes that a terminal sends', (text, expected) => {
    expect(detachSequence(text)).toEqual(Buffer.from(expected));
  });

  it.each(['ctrl-1', 'ctrl-', 'ab', '', 'ctrl-p,', 'é', 'ctrl-p ctrl-q'])('are none for %j', (text) => {
    expect(detachSequence(text)).toBeUndefined();
  });

  it('are found wherever the pieces begin, and what is before them is handed on', () => {
    const sequence = detachSequence(DEFAULT_DETACH_KEYS)!;
    fc.assert(
      fc.property(bytes, bytes, fc.nat(22), (before, after, cut) => {
        fc.pre(!Buffer.concat([before, sequence]).subarray(0, -1).includes(sequence));
        const all = Buffer.concat([before, sequence]);
        const pieces = [all.subarray(0, cut), Buffer.concat([all.subarray(cut), after])].filter(
          (one) => one.length > 0,
        );
        const keys = new DetachKeys(sequence);
        const { passed } = push(keys, cut >= all.length ? [all] : pieces);
        expect(passed).toEqual(before);
      }),
    );
  });

  it('change no byte of what does not hold them, but for a beginning of them at the end', () => {
    const sequence = detachSequence(DEFAULT_DETACH_KEYS)!;
    fc.assert(
      fc.property(fc.array(bytes), (pieces) => {
        const all = Buffer.concat(pieces);
        fc.pre(!all.includes(sequence));
        const { passed, isDetached } = push(new DetachKeys(sequence), pieces);
        expect(isDetached).toBe(false);
        expect(passed).toEqual(all.at(-1) === sequence[0] ? all.subarray(0, -1) : all);
      }),
    );
  });

  it('are handed on when they are broken off, and may begin anew at that moment', () => {
    const keys = new DetachKeys(Buffer.from([1, 2]));
    expect(push(keys, [Buffer.from([1, 1, 3])])).toEqual({ passed: Buffer.from([1, 1, 3]), isDetached: false });
    expect(push(keys, [Buffer.from([1]), Buffer.from([2])])).toEqual({ passed: Buffer.alloc(0), isDetached: true });
  });
});
