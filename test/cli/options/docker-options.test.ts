import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { DOCKER_OPTIONS } from '../../../cli/options/docker-options.ts';
import { addRunOptions } from '../../../cli/options/run-options.ts';

const ours = addRunOptions(new Command()).options;
const docker = spawnSync('docker', ['run', '--help'], { encoding: 'utf8' }).stdout ?? '';
const isListedVersion = spawnSync('docker', ['--version'], { encoding: 'utf8' }).stdout?.includes('version 28.');

describe("the list of docker's options", () => {
  it('calls every option supported that run has, and no other', () => {
    for (const { long, support } of DOCKER_OPTIONS) {
      expect([long, ours.some((option) => option.long === long)]).toEqual([long, support !== 'no']);
    }
  });

  it('knows which take a value, and their short names, as run does', () => {
    for (const { long, short, takesValue, support } of DOCKER_OPTIONS.filter(({ support }) => support !== 'no')) {
      const option = ours.find((one) => one.long === long)!;
      expect([long, option.short, option.required, support]).toEqual([long, short, takesValue, support]);
    }
  });

  it('is in order, and says why not of each that is not supported', () => {
    const names = DOCKER_OPTIONS.map(({ long }) => long);
    expect(names).toEqual([...new Set(names)].sort());
    expect(DOCKER_OPTIONS.filter(({ support, note }) => support === 'no' && note === '')).toEqual([]);
  });

  it.skipIf(!isListedVersion)(
    `has every option that docker itself shows${isListedVersion ? '' : ': needs the docker CLI, version 28'}`,
    () => {
      const shown = [...docker.matchAll(/^ +(?:-\w, )?(--[a-z0-9-]+)/gm)].map(([, long]) => long);
      expect(shown.length).toBeGreaterThan(90);
      const listed = DOCKER_OPTIONS.map(({ long }) => long);
      expect(shown.filter((long) => long !== '--help' && !listed.includes(long!))).toEqual([]);
    },
  );
});
