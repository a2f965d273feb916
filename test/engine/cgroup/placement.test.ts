import { describe, expect, it } from 'vitest';
import { findHierarchies } from '../../../engine/cgroup/hierarchy.ts';
import {
  cgroupFor,
  containerCgroupDirectories,
  placeContainers,
  placeDelegated,
} from '../../../engine/cgroup/placement.ts';

const v2 = (own: string, flags = 'rw') =>
  findHierarchies(`31 23 0:28 / /sys/fs/cgroup ${flags} - cgroup2 cgroup2 rw`, `0::${own}`);
const v1 = (flags = 'rw') =>
  findHierarchies(
    [
      `32 31 0:29 / /sys/fs/cgroup/memory ${flags} - cgroup cgroup rw,memory`,
      `33 31 0:30 / /sys/fs/cgroup/unified ${flags} - cgroup2 cgroup2 rw`,
    ].join('\n'),
    '4:memory:/\n0::/',
  );
const below =
  (...directories: string[]) =>
  (path: string) =>
    directories.some((directory) => path === directory || path.startsWith(`${directory}/`));
const SERVICE = '/user.slice/user-1000.slice/user@1000.service';

describe('placeContainers', () => {
  it('places the containers of root at the top, whatever cgroup root is in itself', () => {
    expect(placeContainers(v2('/user.slice/user-0.slice/session.scope'), () => true).parent).toBe('/learn-run');
    expect(placeContainers(v1(), () => true).parent).toBe('/learn-run');
  });

  it('places those of an ordinary user below the highest cgroup that was delegated to him', () => {
    const canWrite = below(`/sys/fs/cgroup${SERVICE}`);
    expect(placeContainers(v2(`${SERVICE}/app.slice/terminal.scope`), canWrite).parent).toBe(`${SERVICE}/learn-run`);
  });

  it('takes nothing for delegated that lies beside our own cgroup: we could not move anybody there', () => {
    const canWrite = below(`/sys/fs/cgroup${SERVICE}`);
    expect(placeContainers(v2('/user.slice/user-1000.slice/session-2.scope'), canWrite)).toMatchObject({
      parent: undefined,
      reason: "your session's cgroup /user.slice/user-1000.slice/session-2.scope is not delegated to you",
    });
  });

  it('wants to write to every file that delegation is made of', () => {
    const canWrite = (path: string) => below('/sys/fs/cgroup/mine')(path) && !path.endsWith('subtree_control');
    expect(placeContainers(v2('/mine'), canWrite).parent).toBeUndefined();
  });

  it('refuses real-time scheduling with v2, which has no limit of it', () => {
    const realTime = { cpu: { realtimeRuntime: 95_000 } };
    expect(() =>
      cgroupFor(
        placeContainers(v2('/'), () => true),
        'x',
        realTime,
      ),
    ).toThrow('cannot limit cpu here: kernel does not support CPU real-time scheduler with cgroup v2');
    expect(
      cgroupFor(
        placeContainers(v1(), () => true),
        'x',
        realTime,
      )?.version,
    ).toBe('v1');
  });

  it('says why there is no place', () => {
    const reason = (...args: Parameters<typeof placeContainers>) => {
      const placement = placeContainers(...args);
      return placement.parent === undefined && placement.reason;
    };
    expect(reason(v1(), () => false)).toBe('this host has cgroup v1, which only root may use');
    expect(reason(v1('ro'), () => true)).toContain('mounted read-only');
    expect(reason(v2('/', 'ro'), () => true)).toContain('mounted read-only');
  });
});

describe('placeDelegated', () => {
  const session = v2('/user.slice/user-1000.slice/session-2.scope');

  it("foresees the user's systemd, which delegates a cgroup when it is asked to", () => {
    const canWrite = below(`/sys/fs/cgroup${SERVICE}`);
    expect(placeDelegated(session, 1000, canWrite).parent).toBe(`${SERVICE}/learn-run`);
  });

  it('leaves things as they are where the user has none, or needs none', () => {
    expect(placeDelegated(session, 1000, () => false).parent).toBeUndefined();
    expect(placeDelegated(v1(), 1000, () => false).parent).toBeUndefined();
    expect(placeDelegated(session, 0, () => true).parent).toBe('/learn-run');
  });
});

describe('cgroupFor', () => {
  it('names the cgroup after the container, in every hierarchy', () => {
    const placement = placeContainers(v1(), () => true);
    expect(cgroupFor(placement, 'abc', undefined)?.path).toBe('/learn-run/abc');
    expect(containerCgroupDirectories(placement, 'abc')).toEqual([
      '/sys/fs/cgroup/memory/learn-run/abc',
      '/sys/fs/cgroup/unified/learn-run/abc',
    ]);
  });

  it('refuses limits where there is no cgroup to set them, naming them', () => {
    const placement = placeContainers(v1(), () => false);
    expect(() => cgroupFor(placement, 'abc', { cpu: { shares: 2 }, pids: { limit: 1 } })).toThrow(
      'cannot limit cpu, pids here: this host has cgroup v1, which only root may use',
    );
  });

  it('advises delegation only where that would help', () => {
    const hintIn = (hierarchies: Parameters<typeof placeContainers>[0]): string => {
      try {
        cgroupFor(
          placeContainers(hierarchies, () => false),
          'abc',
          { pids: { limit: 1 } },
        );
        return 'nothing was refused';
      } catch (error) {
        return (error as { hint: string }).hint;
      }
    };
    expect(hintIn(v2('/session.scope'))).toContain('systemd-run --user --scope');
    expect(hintIn(v1())).not.toContain('systemd-run');
    expect(hintIn(v1())).toContain('as root');
  });
});
