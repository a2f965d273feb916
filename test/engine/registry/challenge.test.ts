import { describe, expect, it } from 'vitest';
import { chooseChallenge, parseChallenges } from '../../../engine/registry/challenge.ts';
import fc from '../../fixtures/properties.ts';

const plain = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('parseChallenges', () => {
  it('reads what Docker Hub sends', () => {
    expect(
      plain('Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a:pull,push"'),
    ).toEqual([
      [
        'bearer',
        { realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:a:pull,push' },
      ],
    ]);
  });

  it('reads two challenges in one header, in their order', () => {
    expect(plain('Basic realm="a b", Bearer realm="https://x/" , service=y')).toEqual([
      ['basic', { realm: 'a b' }],
      ['bearer', { realm: 'https://x/', service: 'y' }],
    ]);
  });

  it('reads escapes in quotes, names in any case, and blanks around the equals sign', () => {
    expect(plain('BEARER Realm = "a\\"b\\\\c"')).toEqual([['bearer', { realm: 'a"b\\c' }]]);
  });

  it('keeps the first of two equal parameters', () => {
    expect(plain('Bearer realm="https://good/",realm="https://evil/"')).toEqual([
      ['bearer', { realm: 'https://good/' }],
    ]);
  });

  it('ends at what it cannot read', () => {
    expect(plain('Basic realm="x", "what"')).toEqual([['basic', { realm: 'x' }]]);
    expect(plain('Bearer realm="open')).toEqual([['bearer', {}]]);
    expect(plain('')).toEqual([]);
  });

  it('gives back any parameters that it was written from', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const parameters = fc.dictionary(name, fc.stringMatching(/^[ -~]{0,20}$/), { minKeys: 1 });
    fc.assert(
      fc.property(parameters, (expected) => {
        const quoted = Object.entries(expected).map(([key, value]) => `${key}="${value.replace(/["\\]/g, '\\$&')}"`);
        expect(plain(`Bearer ${quoted.join(', ')}`)).toEqual([['bearer', { ...expected }]]);
      }),
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseChallenges(text)));
    fc.assert(fc.property(fc.stringMatching(/^[Ba"=,\\ ]*$/), (text) => void parseChallenges(text)));
  });
});

describe('chooseChallenge', () => {
  it('prefers Bearer to Basic, and knows no other', () => {
    expect(chooseChallenge('Basic realm="a", Bearer realm="b"')?.scheme).toBe('bearer');
    expect(chooseChallenge('Digest realm="a", Basic realm="a"')?.scheme).toBe('basic');
    expect(chooseChallenge('Negotiate')).toBeUndefined();
    expect(chooseChallenge('Bearer service="without a realm"')).toBeUndefined();
  });
});
