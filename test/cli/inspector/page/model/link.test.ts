import { describe, expect, it } from 'vitest';
import { readFragment, writeFragment } from '../../../../../cli/inspector/page/model/deep-link.ts';
import fc from '../../../../fixtures/properties.ts';

const TOKEN = `${'aB3-_'.repeat(8)}xyz`;

describe('an address that leads into the page', () => {
  it('names a moment, a pane and a state', () => {
    expect(writeFragment({ at: 57, pane: 'layers', state: 'run.imageCheck' })).toBe(
      '#at=57&pane=layers&state=run.imageCheck',
    );
    expect(writeFragment({})).toBe('');
  });

  it('leads back to where it was made', () => {
    const links = fc.record(
      {
        at: fc.nat(999_999_999),
        pane: fc.constantFrom('http', 'layers'),
        state: fc.constant('container.creating.startingInit'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(links, (link) => {
        expect(readFragment(writeFragment(link)).link).toEqual(link);
      }),
    );
  });

  it('holds a token where it was printed, and never where the page writes it', () => {
    expect(readFragment(`#${TOKEN}`)).toMatchObject({ token: TOKEN, link: {} });
    expect(readFragment(`#${TOKEN}&at=3`)).toMatchObject({ token: TOKEN, link: { at: 3 } });
    expect(readFragment('#at=3').token).toBeUndefined();
  });

  it('holds the code of a class where it was printed, and never where the page writes it', () => {
    const read = readFragment('#code=BCDF-GHJ&pane=http');
    expect(read).toEqual({ token: undefined, code: 'BCDF-GHJ', link: { pane: 'http' } });
    expect(writeFragment(read.link)).not.toContain('BCD');
    for (const text of ['', '#code=', '#code=<b>', `#code=${'B'.repeat(21)}`])
      expect(readFragment(text).code).toBeUndefined();
  });

  it('is passed over where it makes no sense', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { link } = readFragment(text);
        expect(Object.values(link).every((value) => /^[\w.-]+$/.test(String(value)))).toBe(true);
      }),
    );
    expect(readFragment('#at=-1&pane=<b>&state=a b').link).toEqual({});
  });
});
