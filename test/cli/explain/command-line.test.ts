import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../cli/explain/command-line.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

const read = (...words: string[]) => readCommandLine(words, capturedIo({}));
const flagsOf = (...words: string[]) =>
  read(...words).flags.map(({ long, value }) => (value === undefined ? long : `${long}=${value}`));

describe('reading a command line of run', () => {
  it.each([
    [['docker', 'run', '-it', 'alpine'], 'docker'],
    [['docker', 'container', 'run', '-it', 'alpine'], 'docker'],
    [['sudo', '/usr/bin/podman', 'run', '-it', 'alpine'], 'podman'],
    [['learn-run', 'run', '-it', 'alpine'], 'learn-run'],
    [['learn-run', '-it', 'alpine'], 'learn-run'],
    [['-it', 'alpine'], 'learn-run'],
  ])('knows whose it is: %j', (words, tool) => {
    expect(read(...words)).toMatchObject({ tool, image: 'alpine', command: [] });
    expect(flagsOf(...words)).toEqual(['--interactive', '--tty']);
  });

  it('gives the flags in their order, with their values, and leaves what is behind the image to the program', () => {
    const line = read(
      'docker',
      'run',
      '-m',
      '64m',
      '--cap-drop=ALL',
      '-eA=1',
      '-e',
      'B=2',
      'alpine',
      'sh',
      '-c',
      '--rm',
    );
    expect(line.flags.map(({ option }) => option)).toEqual([
      '--memory=64m',
      '--cap-drop=ALL',
      '--env=A=1',
      '--env=B=2',
    ]);
    expect(line.command).toEqual(['sh', '-c', '--rm']);
  });

  it('knows flags that only podman has, and switches that are on by themselves', () => {
    expect(flagsOf('podman', 'run', '--pod', 'x', '--tls-verify=false', '--replace', 'alpine')).toEqual([
      '--pod=x',
      '--tls-verify=false',
      '--replace',
    ]);
  });

  it('says whether our own run has a flag', () => {
    const line = read('docker', 'run', '--cpu-count', '1', '--rm', '--gpus', 'all', 'alpine');
    expect(line.flags.map(({ standing }) => standing)).toEqual(['unsupported', 'supported', 'unsupported']);
    expect(read('alpine', '--step').flags[0]!.standing).toBe('teaching');
    expect(read('podman', 'run', '--timeout', '5', 'alpine').flags[0]!.standing).toBe('supported');
  });

  it.each([
    [['docker', 'run', '--pod', 'x', 'alpine'], "docker run has no flag --pod: it is podman's"],
    [['podman', 'run', '--link', 'x', 'alpine'], "podman run has no flag --link: it is docker's"],
    [['docker', 'run', '--step', 'alpine'], "docker run has no flag --step: it is learn-run's"],
    [['docker', 'run', '--nonsense', 'alpine'], 'unknown flag: --nonsense'],
    [['docker', 'run', '-m', '64m'], 'there is no image in this command line'],
    [['docker', 'run', '-m'], "flag needs an argument: 'm' in -m"],
  ])('refuses %j', (words, message) => {
    expect(() => read(...words)).toThrow(message);
  });
});
