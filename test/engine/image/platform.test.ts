import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidPlatform } from '../../../engine/image/errors.ts';
import {
  canRun,
  formatPlatform,
  hostPlatform,
  parsePlatform,
  runnablePlatforms,
} from '../../../engine/image/platform.ts';

const runs = (platform: string, offered: string) => canRun(parsePlatform(platform), parsePlatform(offered));

describe('parsePlatform', () => {
  it.each([
    ['linux/arm64/v8', { os: 'linux', architecture: 'arm64', variant: 'v8' }],
    ['linux/x86_64', { os: 'linux', architecture: 'amd64' }],
    ['linux/aarch64', { os: 'linux', architecture: 'arm64' }],
    ['linux/armhf', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['Linux/AMD64', { os: 'linux', architecture: 'amd64' }],
  ])('reads %s', (text, platform) => expect(parsePlatform(text)).toEqual(platform));

  it.each(['', 'linux', 'linux/', '/amd64', 'linux/arm/v7/x', 'linux/../x', 'linux/amd64\n', 'linux /amd64'])(
    'refuses %j',
    (text) => {
      expect(() => parsePlatform(text)).toThrow(InvalidPlatform);
    },
  );

  it('either refuses a text or gives a platform that survives being written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9/_.-]{0,20}$/), (text) => {
        let platform: ReturnType<typeof parsePlatform>;
        try {
          platform = parsePlatform(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPlatform);
          return;
        }
        expect(parsePlatform(formatPlatform(platform))).toEqual(platform);
        expect(canRun(platform, platform)).toBe(true);
      }),
    );
  });
});

describe('hostPlatform', () => {
  it.each([
    ['x64', 'linux/amd64'],
    ['arm64', 'linux/arm64'],
    ['ia32', 'linux/386'],
    ['riscv64', 'linux/riscv64'],
    ['constructor', 'linux/constructor'],
  ])('calls %s %s', (arch, name) => expect(formatPlatform(hostPlatform(arch))).toBe(name));
});

describe('canRun', () => {
  it.each([
    ['linux/arm/v7', 'linux/arm/v6', true],
    ['linux/arm/v6', 'linux/arm/v7', false],
    ['linux/arm', 'linux/arm/v7', true],
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/amd64/v3', 'linux/amd64', true],
    ['linux/amd64', 'linux/amd64/v2', false],
    ['linux/amd64', 'linux/arm64', false],
    ['linux/amd64', 'windows/amd64', false],
  ])('%s runs %s: %s', (platform, offered, expected) => expect(runs(platform, offered)).toBe(expected));

  it('tries the nearest variant first', () => {
    expect(runnablePlatforms(parsePlatform('linux/arm')).map(formatPlatform)).toEqual([
      'linux/arm/v7',
      'linux/arm/v6',
      'linux/arm/v5',
    ]);
    expect(runnablePlatforms(parsePlatform('linux/amd64/v9')).length).toBe(9);
  });
});
