import { describe, expect, it } from 'vitest';
import { containerMounts } from '../../../engine/bundle/mounts.ts';
import { mappings } from './input.ts';

const settings = { network: 'none', readOnly: false, rootless: undefined } as const;
const mountAt = (destination: string, changed: Partial<Parameters<typeof containerMounts>[0]> = {}) =>
  containerMounts({ ...settings, ...changed }).value.find((mount) => mount.destination === destination);

describe('containerMounts', () => {
  it("makes Docker's mounts in Docker's order", () => {
    expect(containerMounts(settings).value.map(({ destination }) => destination)).toEqual([
      '/proc',
      '/dev',
      '/dev/pts',
      '/sys',
      '/sys/fs/cgroup',
      '/dev/mqueue',
      '/dev/shm',
      '/etc/resolv.conf',
      '/etc/hostname',
      '/etc/hosts',
    ]);
  });

  it('lets nobody write to /sys and the cgroups, rootless neither (CVE-2023-25809)', () => {
    for (const rootless of [undefined, mappings(1), mappings(65_536)]) {
      expect(mountAt('/sys', { rootless })?.options).toContain('ro');
      expect(mountAt('/sys', { rootless, network: 'host' })?.options).toContain('ro');
      expect(mountAt('/sys/fs/cgroup', { rootless })?.options).toContain('ro');
    }
  });

  it('gives the terminals to the group tty where there is one', () => {
    expect(mountAt('/dev/pts')?.options).toContain('gid=5');
    expect(mountAt('/dev/pts', { rootless: mappings(65_536) })?.options).toContain('gid=5');
    expect(mountAt('/dev/pts', { rootless: mappings(1) })?.options).not.toContain('gid=5');
  });

  it("binds the host's /sys where a user namespace does not own the network", () => {
    expect(mountAt('/sys', { network: 'host' })?.type).toBe('sysfs');
    expect(mountAt('/sys', { rootless: mappings(1) })?.type).toBe('sysfs');
    expect(mountAt('/sys', { rootless: mappings(1), network: 'host' })).toMatchObject({
      type: 'bind',
      source: '/sys',
      options: ['rbind', 'nosuid', 'noexec', 'nodev', 'ro'],
    });
  });

  it('binds the names of the container whose network it joins', () => {
    const joined = { namespace: '/proc/42/ns/net', hostname: 'web', files: '/store/containers/web' };
    expect(mountAt('/etc/hosts', { network: 'container:web', joined })?.source).toBe('/store/containers/web/hosts');
  });

  it('binds the files of the bundle over those of the image, read-only with a read-only root', () => {
    expect(mountAt('/etc/hosts')).toMatchObject({ type: 'bind', source: 'hosts', options: ['rbind', 'rprivate'] });
    expect(mountAt('/etc/hosts', { readOnly: true })?.options).toEqual(['rbind', 'ro', 'rprivate']);
  });
});
