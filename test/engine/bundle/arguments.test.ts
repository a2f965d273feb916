import { describe, expect, it } from 'vitest';
import { processArgs, wordsAskedFor } from '../../../engine/bundle/arguments.ts';
import type { ContainerOptions } from '../../../engine/bundle/container-options.ts';
import { NoCommand, NulByte } from '../../../engine/bundle/errors.ts';
import type { ExecutionConfig } from '../../../engine/image/image-config.ts';
import { noOptions } from '../../fixtures/no-options.ts';

const args = (config: ExecutionConfig, options: Partial<ContainerOptions> = {}) =>
  processArgs(config, { ...noOptions, ...options }).value;

describe('processArgs', () => {
  it.each<[string, ExecutionConfig, Partial<ContainerOptions>, string[]]>([
    ['takes the command of the image', { Cmd: ['/hello'] }, {}, ['/hello']],
    ['puts the entrypoint before the command', { Entrypoint: ['/entry', '-e'], Cmd: ['x'] }, {}, ['/entry', '-e', 'x']],
    [
      'replaces the command by the arguments',
      { Entrypoint: ['/e'], Cmd: ['x'] },
      { args: ['a', 'b'] },
      ['/e', 'a', 'b'],
    ],
    [
      'drops the command of the image with --entrypoint',
      { Entrypoint: ['/e'], Cmd: ['x'] },
      { entrypoint: '/o' },
      ['/o'],
    ],
    ['keeps the arguments with --entrypoint', { Cmd: ['x'] }, { entrypoint: '/o', args: ['a'] }, ['/o', 'a']],
    [
      'clears the entrypoint with an empty --entrypoint',
      { Entrypoint: ['/e'] },
      { entrypoint: '', args: ['a'] },
      ['a'],
    ],
    ['takes an entrypoint of one empty word for none', { Entrypoint: [''], Cmd: ['x'] }, {}, ['x']],
    ['takes an empty entrypoint for none', { Entrypoint: [], Cmd: ['x'] }, {}, ['x']],
    ['keeps empty arguments', { Entrypoint: ['/e'] }, { args: [''] }, ['/e', '']],
  ])('%s', (_title, config, options, expected) => {
    expect(args(config, options)).toEqual(expected);
  });

  it.each<[string, ExecutionConfig, Partial<ContainerOptions>]>([
    ['an image that says nothing', {}, {}],
    ['an image of empty lists', { Entrypoint: [], Cmd: [] }, {}],
    ['an empty --entrypoint without arguments', { Entrypoint: ['/e'], Cmd: ['x'] }, { entrypoint: '' }],
  ])('refuses %s', (_title, config, options) => {
    expect(() => args(config, options)).toThrow(NoCommand);
    expect(() => args(config, options)).toThrow('no command specified');
  });

  it('blames --entrypoint where that has set aside what the image says', () => {
    const blamed = expect.objectContaining({ hint: expect.stringContaining("--entrypoint sets the image's") });
    expect(() => args({ Cmd: ['x'] }, { entrypoint: '' })).toThrow(blamed);
    expect(() => args({}, {})).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('neither Entrypoint') }),
    );
  });

  it('refuses an argument that execve would cut off', () => {
    expect(() => args({ Cmd: ['/bin/rm', 'a\0b'] })).toThrow(NulByte);
  });

  it('takes ten thousand arguments', () => {
    const many = Array.from({ length: 10_000 }, String);
    expect(args({ Cmd: many })).toEqual(many);
  });

  it('tells of each word where it comes from', () => {
    const { origins } = processArgs({ Entrypoint: ['/e', '-x'], Cmd: ['c'] }, { ...noOptions, args: ['a'] });
    expect(origins).toEqual({
      '/0': { from: 'image', detail: 'config.Entrypoint' },
      '/1': { from: 'image', detail: 'config.Entrypoint' },
      '/2': { from: 'option', detail: 'arguments after the image' },
    });
  });
});

describe('wordsAskedFor', () => {
  it('gives what a person means: nothing of --init, and nothing where there is no program', () => {
    expect(wordsAskedFor({ Cmd: ['a', 'b c'] }, { ...noOptions, init: true })).toEqual(['a', 'b c']);
    expect(wordsAskedFor({}, noOptions)).toEqual([]);
  });
});
