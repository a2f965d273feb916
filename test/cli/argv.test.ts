import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { spellSwitches, splitRunArgv } from '../../cli/argv.ts';
import { everyRunFlag } from '../../cli/options/docker-flags.ts';
import { addRunOptions, FLAGS_AFTER_IMAGE } from '../../cli/options/run-options.ts';
import fc from '../fixtures/properties.ts';

const flags = everyRunFlag(addRunOptions(new Command('run')));
const split = (...words: string[]) => splitRunArgv(words, flags, FLAGS_AFTER_IMAGE);

describe('the command line of run', () => {
  it.each([
    ['hello-world', [], 'hello-world', []],
    ['hello-world --step', ['--step'], 'hello-world', []],
    ['hello-world --step=detail --plain', ['--step=detail', '--plain'], 'hello-world', []],
    ['hello-world --break startInit ls', ['--break=startInit'], 'hello-world', ['ls']],
    ['--step hello-world', ['--step'], 'hello-world', []],
    ['curlimages/curl --version', [], 'curlimages/curl', ['--version']],
    ['alpine ls --step', [], 'alpine', ['ls', '--step']],
    ['alpine --step ls --step', ['--step'], 'alpine', ['ls', '--step']],
    ['alpine -- --step', [], 'alpine', ['--step']],
    ['alpine --step -- --step', ['--step'], 'alpine', ['--step']],
    ['alpine ls -- x', [], 'alpine', ['ls', '--', 'x']],
    ['-- alpine ls', [], 'alpine', ['ls']],
    ['-it alpine sh -c ls', ['--interactive', '--tty'], 'alpine', ['sh', '-c', 'ls']],
    ['alpine -it sh', [], 'alpine', ['-it', 'sh']],
    ['-e A=B alpine', ['--env=A=B'], 'alpine', []],
    ['-eA=B alpine', ['--env=A=B'], 'alpine', []],
    ['-e=A=B alpine', ['--env=A=B'], 'alpine', []],
    ['--env=A=B alpine', ['--env=A=B'], 'alpine', []],
    ['--env A=B alpine', ['--env=A=B'], 'alpine', []],
    ['--entrypoint sh alpine -c ls', ['--entrypoint=sh'], 'alpine', ['-c', 'ls']],
    ['-e --step alpine', ['--env=--step'], 'alpine', []],
    ['-ieA=B alpine', ['--interactive', '--env=A=B'], 'alpine', []],
    ['-u=1000 -w /tmp alpine', ['--user=1000', '--workdir=/tmp'], 'alpine', []],
    ['--rm=true alpine', ['--rm'], 'alpine', []],
    ['--rm=false alpine', ['--keep'], 'alpine', []],
    ['-i=false alpine', [], 'alpine', []],
    ['-v /a:/b alpine', ['--volume=/a:/b'], 'alpine', []],
    ['-p 80:80 --memory 1g alpine', ['--publish=80:80', '--memory=1g'], 'alpine', []],
    ['images', [], 'images', []],
    ['alpine --help', [], 'alpine', ['--help']],
    ['alpine --record file ls', ['--record=file'], 'alpine', ['ls']],
    ['- ls', [], '-', ['ls']],
    ['--rm', ['--rm'], undefined, []],
  ])('learn-run %s', (line, options, image, command) => {
    expect(split(...line.split(' '))).toEqual({ options, image, command });
  });

  it.each([
    ['box -- echo hi', 'box', ['--', 'echo', 'hi']],
    ['-- box -- echo', 'box', ['--', 'echo']],
    ['box --step', 'box', ['--step']],
  ])('leaves all behind the name alone where no flag may stand there: exec %s', (line, image, command) => {
    expect(splitRunArgv(line.split(' '), flags, [])).toEqual({ options: [], image, command });
  });

  it('keeps an empty value', () => {
    expect(split('--entrypoint', '', 'alpine').options).toEqual(['--entrypoint=']);
  });

  it.each([
    ['--nope alpine', 'unknown flag: --nope'],
    ['-n alpine', "unknown shorthand flag: 'n' in -n"],
    ['-in alpine', "unknown shorthand flag: 'n' in -in"],
    ['-e', "flag needs an argument: 'e' in -e"],
    ['--env', 'flag needs an argument: --env'],
    ['alpine --break', 'flag needs an argument: --break'],
    ['--rm=maybe alpine', 'invalid argument "maybe" for "--rm" flag: expected true or false'],
  ])('refuses %s in the words of docker', (line, message) => {
    expect(() => split(...line.split(' '))).toThrow(message);
  });

  it('proposes the flag that was probably meant', () => {
    expect(() => split('--interactve', 'alpine')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Did you mean --interactive?') }),
    );
  });

  it('hands every word behind the first word of the command to the container, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]+$/), fc.array(fc.string()), (first, words) => {
        expect(split('alpine', first, ...words).command).toEqual([first, ...words]);
      }),
    );
  });

  it('hands every word behind -- to the container, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(split('alpine', '--step', '--', ...words)).toMatchObject({ options: ['--step'], command: words });
      }),
    );
  });

  it('finds the image behind any values, even those that look like options or images', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 5 }), (values) => {
        const words = values.flatMap((value) => ['--env', value]);
        const { options, image } = split(...words, 'alpine');
        expect([options, image]).toEqual([values.map((value) => `--env=${value}`), 'alpine']);
      }),
    );
  });
});

describe('a switch that is said to be on or off', () => {
  const switches = [
    { long: '--sig-proxy', short: undefined, value: 'none' },
    { long: '--no-stdin', short: undefined, value: 'none' },
    { long: '--detach-keys', short: undefined, value: 'required' },
  ] as const;
  const spell = (...words: string[]) => spellSwitches(words, switches, 'attach').join(' ');

  it.each([
    ['--sig-proxy web', '--sig-proxy web'],
    ['--sig-proxy=1 web', '--sig-proxy web'],
    ['--sig-proxy=T --no-stdin=true web', '--sig-proxy --no-stdin web'],
    ['web --sig-proxy=0', 'web --no-sig-proxy'],
    ['--sig-proxy=f --no-stdin=False web', '--no-sig-proxy web'],
    ['--detach-keys=0 web', '--detach-keys=0 web'],
    ['-- --sig-proxy=0', '-- --sig-proxy=0'],
    ['--other=0', '--other=0'],
    ['web', 'web'],
  ])('%s is %s', (line, expected) => expect(spell(...line.split(' '))).toBe(expected));

  it.each(['typo', '', 'no', 'yes', 'tRUE'])('may not be %j', (value) => {
    expect(() => spell(`--sig-proxy=${value}`, 'web')).toThrow(
      expect.objectContaining({
        code: 'FLAG',
        command: 'attach',
        message: expect.stringContaining(`invalid argument "${value}" for "--sig-proxy" flag`),
      }),
    );
  });
});
