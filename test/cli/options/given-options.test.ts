import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { givenOptions } from '../../../cli/options/given-options.ts';
import { addRunOptions } from '../../../cli/options/run-options.ts';

const read = (...words: string[]) => givenOptions(addRunOptions(new Command()).parse(words, { from: 'user' }));

describe('the options of run', () => {
  it.each(['name', 'workdir', 'platform', 'runtime', 'stop-signal', 'mac-address', 'ip', 'ip6'])(
    'take an empty --%s as none, as docker does',
    (flag) => {
      expect(read(`--${flag}=`)).toEqual(read());
      expect(read(`--${flag}=x`, `--${flag}=`)).toEqual(read());
      expect(read(`--${flag}=`, `--${flag}=x`)).not.toEqual(read());
    },
  );

  it('keep an empty text where it says something: no entrypoint', () => {
    expect(read('--entrypoint=').entrypoint).toBe('');
  });
});
