import { describe, expect, it } from 'vitest';
import { mountOptions } from '../../../cli/options/mounts.ts';

const none = { volume: [], mount: [], tmpfs: [] };

describe('the options that mount something', () => {
  it('come together, the last --tmpfs of each target', () => {
    const requests = mountOptions(
      { volume: ['/a:/x'], mount: ['type=tmpfs,target=/y'], tmpfs: ['/z', '/z/:size=1m'] },
      '/',
    );
    expect(requests.map(({ target, by }) => [by, target])).toEqual([
      ['--volume', '/x'],
      ['--mount', '/y'],
      ['--tmpfs', '/z'],
    ]);
    expect(requests[2]).toMatchObject({ options: ['noexec', 'nosuid', 'nodev', 'size=1m'] });
  });

  it('refuse two mounts at the same target, however it is written', () => {
    const twice = { ...none, volume: ['/a:/x', '/b:/y/../x'] };
    expect(() => mountOptions(twice, '/')).toThrow('Duplicate mount point: /x');
    expect(() => mountOptions({ ...none, volume: ['/a:/x'], tmpfs: ['/x'] }, '/')).toThrow('Duplicate mount point: /x');
  });

  it('refuse options of tmpfs that would make something else of it', () => {
    for (const option of ['foo', 'remount', 'bind', 'shared', 'upperdir=/x', 'size']) {
      expect(() => mountOptions({ ...none, tmpfs: [`/x:${option}`] }, '/')).toThrow(
        `invalid tmpfs option ["${option}"]`,
      );
    }
  });
});
