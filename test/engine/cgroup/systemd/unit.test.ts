import { describe, expect, it } from 'vitest';
import { pathOf, scopeOf } from '../../../../engine/cgroup/systemd/unit.ts';
import fc from '../../../fixtures/properties.ts';

const path = (cgroupsPath: string | undefined, isUser = false) => pathOf(scopeOf(cgroupsPath, 'web', isUser));

describe('scopeOf', () => {
  it('reads slice, prefix and name', () => {
    expect(scopeOf('machine.slice:libpod:1234', 'web', false)).toEqual({
      slice: 'machine.slice',
      name: 'libpod-1234.scope',
      isUser: false,
    });
  });

  it('takes the name alone where there is no prefix', () => {
    expect(scopeOf('machine.slice::1234', 'web', false).name).toBe('1234.scope');
  });

  it('lies beside the services of the system, or of the user, where nobody has said a slice', () => {
    expect(path(':libpod:1234')).toBe('/system.slice/libpod-1234.scope');
    expect(path(':libpod:1234', true)).toBe('/user.slice/libpod-1234.scope');
    expect(path('')).toBe('/system.slice/learn-runc-web.scope');
    expect(path(undefined)).toBe('/system.slice/learn-runc-web.scope');
  });

  it.each(['/machine/web', 'web', 'a:b', 'a.slice:b:', 'a.slice:b:c:d', 'a.slice:b:c:'])('refuses %s', (text) => {
    expect(() => scopeOf(text, 'web', false)).toThrow(/expected cgroupsPath to be of format "slice:prefix:name"/);
  });

  it.each(['machine', '-a.slice', 'a-.slice', 'a--b.slice', 'a/b.slice', '../x.slice', '.slice'])(
    'refuses the slice %s',
    (slice) => {
      expect(() => scopeOf(`${slice}:a:b`, 'web', false)).toThrow(`invalid slice name: ${slice}`);
    },
  );
});

describe('pathOf', () => {
  it('goes down from slice to slice', () => {
    expect(path('a-b-c.slice:x:y')).toBe('/a.slice/a-b.slice/a-b-c.slice/x-y.scope');
  });

  it('lies at the top in the topmost slice', () => {
    expect(path('-.slice:x:y')).toBe('/x-y.scope');
  });

  it('has the slice itself as the last but one, whatever words it consists of', () => {
    const word = fc.stringMatching(/^[a-z0-9_.@\\]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const slice = `${words.join('-')}.slice`;
        const parts = path(`${slice}:x:y`).split('/');
        expect(parts).toHaveLength(words.length + 2);
        expect(parts.at(-2)).toBe(slice);
      }),
    );
  });
});
