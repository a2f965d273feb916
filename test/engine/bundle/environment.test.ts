import { describe, expect, it } from 'vitest';
import { processEnv } from '../../../engine/bundle/environment.ts';
import { InvalidEnvironmentVariable, NulByte } from '../../../engine/bundle/errors.ts';
import fc from '../../fixtures/properties.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const env = (image: string[], options: string[] = []) =>
  processEnv({ image, options, hostname: 'box', home: '/root' }).value;

describe('processEnv', () => {
  it('gives a search path, the hostname and a home where nobody says anything', () => {
    expect(env([])).toEqual([PATH, 'HOSTNAME=box', 'HOME=/root']);
  });

  it('lists the options before the rest of the image, as Docker does', () => {
    expect(env(['FOO=1', 'BAR=2'], ['FOO=9', 'ZED=3'])).toEqual([
      PATH,
      'HOSTNAME=box',
      'FOO=9',
      'ZED=3',
      'BAR=2',
      'HOME=/root',
    ]);
  });

  it('keeps the place of what is set again', () => {
    expect(env(['PATH=/bin'], ['HOSTNAME=mine'])).toEqual(['PATH=/bin', 'HOSTNAME=mine', 'HOME=/root']);
  });

  it('lets the last of two options win', () => {
    expect(env([], ['A=1', 'A=2'])).toContain('A=2');
    expect(env([], ['A=1', 'A=2'])).not.toContain('A=1');
  });

  it('takes away what an option names without a value, from the image too', () => {
    expect(env(['FOO=1'], ['FOO', 'HOSTNAME'])).toEqual([PATH, 'HOME=/root']);
  });

  it('replaces an empty HOME and leaves any other alone', () => {
    expect(env(['HOME=', 'Z=1'])).toEqual([PATH, 'HOSTNAME=box', 'HOME=/root', 'Z=1']);
    expect(env(['HOME=/srv'])).toContain('HOME=/srv');
  });

  it('keeps values with equals signs, newlines and nothing in them', () => {
    expect(env(['A=b=c', 'B=x\ny', 'C='])).toEqual(expect.arrayContaining(['A=b=c', 'B=x\ny', 'C=']));
  });

  it('never shows the image a variable of the host', () => {
    process.env.LEARN_RUN_SECRET = 'host';
    try {
      const shown = env(['LEARN_RUN_SECRET', '*', 'LEARN*', '=x', '', 'A\0B=1', 'OK=1']);
      expect(shown).toEqual([PATH, 'HOSTNAME=box', 'OK=1', 'HOME=/root']);
    } finally {
      delete process.env.LEARN_RUN_SECRET;
    }
  });

  it('refuses an option without a name', () => {
    expect(() => env([], ['=x'])).toThrow(InvalidEnvironmentVariable);
  });

  it('refuses an option with a NUL byte', () => {
    expect(() => env([], ['A=x\0B=y'])).toThrow(NulByte);
  });

  it('tells of each variable where it comes from', () => {
    const { origins } = processEnv({ image: ['A=1'], options: ['B=2'], hostname: 'box', home: '/' });
    expect(Object.values(origins).map(({ from }) => from)).toEqual(['default', 'engine', 'option', 'image', 'engine']);
  });

  it('has each name once and only KEY=value, whatever the image says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.array(fc.string({ minLength: 1 }).map((text) => `K${text}`)),
        (image, options) => {
          const clean = options.filter((text) => !text.includes('\0'));
          const names = env(image, clean).map((text) => text.slice(0, text.indexOf('=')));
          expect(names).not.toContain('');
          expect(new Set(names).size).toBe(names.length);
        },
      ),
    );
  });
});
