import { describe, expect, it } from 'vitest';
import { InvalidPlatform } from '../../../engine/image/errors.ts';
import {
  canRun,
  formatPlatform,
  hostPlatform,
  parsePlatform,
  runnablePlatforms,
} from '../../../engine/image/platform.ts';
import fc from '../../fixtures/properties.ts';

const runs = (platform: string, offered: string) => canRun(parsePlatform(platform), parsePlatform(offered));

describe('parsePlatform', () => {
  it.each([
    ['linux/arm64/v8', { os: 'linux', architecture: 'arm64', variant: 'v8' }],
    ['linux/x86_64', { os: 'linux', architecture: 'amd64' }],
    ['linux/aarch64', { os: 'linux', architecture: 'arm64' }],
    ['linux/armhf', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['Linux/AMD64', { os: 'linux', architecture: 'amd64' }],
    ['linux', { os: 'linux', architecture: 'arm64' }],
    ['amd64', { os: 'linux', architecture: 'amd64' }],
    ['armhf', { os: 'linux', architecture: 'arm', variant: 'v7' }],
  ])('reads %s', (text, platform) => expect(parsePlatform(text, 'arm64')).toEqual(platform));

  it.each(['', 'bogus', 'linux/', '/amd64', 'linux/arm/v7/x', 'linux/../x', 'linux/amd64\n', 'linux /amd64'])(
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
    ['linux/arm/v7', 'linux/arm/7', true],
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/arm64', 'linux/arm64/8', true],
    ['linux/arm64', 'linux/arm64/v9', false],
    ['linux/arm64', 'linux/arm/v7', true],
    ['linux/arm64', 'linux/arm/v8', true],
    ['linux/arm/v8', 'linux/arm64', false],
    ['linux/amd64/v3', 'linux/amd64', true],
    ['linux/amd64', 'linux/amd64/v2', false],
    ['linux/amd64', 'linux/386', true],
    ['linux/386', 'linux/amd64', false],
    ['linux/amd64', 'linux/arm64', false],
    ['linux/amd64', 'windows/amd64', false],
    ['linux/riscv64', 'linux/riscv64', true],
    ['linux/constructor', 'linux/constructor/toString', false],
  ])('%s runs %s: %s', (platform, offered, expected) => expect(runs(platform, offered)).toBe(expected));

  // As containerd's platforms.Only orders them.
  it.each([
    ['linux/arm', ['arm/v7', 'arm/v6', 'arm/v5']],
    ['linux/arm/v8', ['arm/v8', 'arm/v7', 'arm/v6', 'arm/v5']],
    ['linux/amd64', ['amd64/v1', '386']],
    ['linux/amd64/v3', ['amd64/v3', 'amd64/v2', 'amd64/v1', '386']],
    ['linux/arm64', ['arm64/v8', 'arm/v8', 'arm/v7', 'arm/v6', 'arm/v5']],
    ['linux/arm64/v8.2', ['arm64/v8.2', 'arm64/v8.1', 'arm64/v8', 'arm/v8', 'arm/v7', 'arm/v6', 'arm/v5']],
    [
      'linux/arm64/v9.1',
      ['v9.1', 'v9', 'v8.6', 'v8.5', 'v8.4', 'v8.3', 'v8.2', 'v8.1', 'v8']
        .map((variant) => `arm64/${variant}`)
        .concat(['arm/v8', 'arm/v7', 'arm/v6', 'arm/v5']),
    ],
    ['linux/s390x', ['s390x']],
    ['linux/ppc64le/power9', ['ppc64le/power9']],
  ])('tries for %s the nearest first', (platform, expected) => {
    const runnable = runnablePlatforms(parsePlatform(platform)).map(formatPlatform);
    expect(runnable).toEqual(expected.map((name) => `linux/${name}`));
  });
});
