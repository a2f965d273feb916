import { describe, expect, it } from 'vitest';
import { findHierarchies, parseMembership } from '../../../engine/cgroup/hierarchy.ts';
import fc from '../../fixtures/properties.ts';

const mount = (
  mountPoint: string,
  type: string,
  options: string,
  { root = '/', flags = 'rw,nosuid', id = 31, parent = 23 } = {},
) => `${id} ${parent} 0:28 ${root} ${mountPoint} ${flags} shared:9 - ${type} cgroup ${options}`;

const V1 = [
  mount('/sys/fs/cgroup', 'tmpfs', 'rw,mode=755'),
  mount('/sys/fs/cgroup/cpu,cpuacct', 'cgroup', 'rw,cpu,cpuacct', { id: 32, parent: 31 }),
  mount('/sys/fs/cgroup/memory', 'cgroup', 'rw,memory', { id: 33, parent: 31 }),
  mount('/sys/fs/cgroup/systemd', 'cgroup', 'rw,xattr,name=systemd', { id: 34, parent: 31 }),
].join('\n');
const V1_OWN = '4:memory:/user\n3:cpu,cpuacct:/\n1:name=systemd:/session';

describe('findHierarchies', () => {
  it('finds the one hierarchy of cgroup v2, and where we are in it', () => {
    const own = '/user.slice/user-1000.slice/session-2.scope';
    expect(findHierarchies(mount('/sys/fs/cgroup', 'cgroup2', 'rw,nsdelegate'), `0::${own}\n`)).toEqual({
      version: 'v2',
      unified: { controllers: [], mountPoint: '/sys/fs/cgroup', isReadOnly: false, own },
    });
  });

  it('finds every hierarchy of cgroup v1, those with two controllers and without any too', () => {
    const found = findHierarchies(V1, V1_OWN);
    expect(found).toMatchObject({ version: 'v1', unified: undefined });
    expect(found.version === 'v1' && found.legacy.map(({ controllers, own }) => [controllers, own])).toEqual([
      [['cpu', 'cpuacct'], '/'],
      [['memory'], '/user'],
      [['name=systemd'], '/session'],
    ]);
  });

  it('takes the hybrid arrangement for v1, and keeps the unified hierarchy beside it', () => {
    const unified = mount('/sys/fs/cgroup/unified', 'cgroup2', 'rw', { id: 35, parent: 31 });
    const hybrid = findHierarchies(`${V1}\n${unified}`, `${V1_OWN}\n0::/x`);
    expect(hybrid).toMatchObject({ version: 'v1', unified: { mountPoint: '/sys/fs/cgroup/unified', own: '/x' } });
  });

  it('takes a lonely systemd hierarchy beside v2 for what it is: no controller at all', () => {
    const mounts = [mount('/a', 'cgroup', 'rw,name=systemd'), mount('/b', 'cgroup2', 'rw')].join('\n');
    expect(findHierarchies(mounts, '1:name=systemd:/\n0::/')).toMatchObject({ version: 'v2' });
  });

  it('passes over old hierarchies that a unified one was mounted over', () => {
    const over = mount('/sys/fs/cgroup', 'cgroup2', 'rw', { id: 50, parent: 31 });
    expect(findHierarchies(`${V1}\n${over}`, `${V1_OWN}\n0::/x`)).toMatchObject({ version: 'v2' });
  });

  it("takes the host's hierarchy for the one there is, where a container got it over its own by `-v /sys/fs/cgroup`", () => {
    const own = mount('/sys/fs/cgroup', 'cgroup2', 'rw', { root: '/box', flags: 'ro' });
    const hosts = mount('/sys/fs/cgroup', 'cgroup2', 'rw', { id: 50, parent: 31 });
    expect(findHierarchies(`${own}\n${hosts}`, '0::/box')).toMatchObject({
      version: 'v2',
      unified: { isReadOnly: false, own: '/box' },
    });
  });

  it('says so where there is none', () => {
    expect(findHierarchies('', '')).toEqual({ version: 'none', reason: 'no cgroup file system is mounted' });
    expect(findHierarchies('', '0::/').version).toBe('none');
  });

  it('counts paths from the mounted directory, as inside of a container that sees only its part', () => {
    const own = (root: string, path: string) => {
      const found = findHierarchies(mount('/sys/fs/cgroup', 'cgroup2', 'rw', { root }), `0::${path}`);
      return found.version === 'v2' ? found.unified.own : found;
    };
    expect(own('/docker/abc', '/docker/abc')).toBe('/');
    expect(own('/docker/abc', '/docker/abc/init')).toBe('/init');
    expect(own('/docker/abc', '/docker/abcdef')).toBe('/');
    expect(own('/../..', '/../..')).toBe('/');
  });

  it('sees a mount as read-only by its own flags and by those of its file system', () => {
    const isReadOnly = (options: string, flags: string) => {
      const found = findHierarchies(mount('/c', 'cgroup2', options, { flags }), '0::/');
      return found.version === 'v2' && found.unified.isReadOnly;
    };
    expect([isReadOnly('rw', 'rw'), isReadOnly('rw', 'ro,nosuid'), isReadOnly('ro', 'rw')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('throws at no text whatever', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (mounts, own) => void findHierarchies(mounts, own)));
  });
});

describe('parseMembership', () => {
  it('gives back every path as it was written, colons included', () => {
    const path = fc.string().map((text) => `/${text.replaceAll('\n', '')}`);
    const key = fc.constantFrom('', 'memory', 'cpu,cpuacct', 'name=systemd');
    fc.assert(
      fc.property(fc.dictionary(key, path), (paths) => {
        const text = Object.entries(paths).map(([name, where], index) => `${index}:${name}:${where}`);
        expect(parseMembership(text.join('\n'))).toEqual(new Map(Object.entries(paths)));
      }),
    );
  });
});
