import { describe, expect, it } from 'vitest';
import type { PlacedMount } from '../../../engine/bundle/mount-request.ts';
import { containerMounts } from '../../../engine/bundle/mounts.ts';
import { originOf } from '../../../engine/bundle/origin.ts';
import { tmpfsOptions } from '../../../engine/bundle/tmpfs-options.ts';
import { mappings } from './input.ts';

const settings = { network: 'none', readOnly: false, rootless: undefined } as const;
const bind = (target: string, more: Partial<Extract<PlacedMount, { type: 'bind' }>> = {}): PlacedMount => ({
  type: 'bind',
  source: '/srv',
  target,
  readOnly: false,
  isRecursive: true,
  createsSource: true,
  by: '--volume',
  ...more,
});
const withPlaced = (...placed: PlacedMount[]) => containerMounts({ ...settings, placed });
const optionsAtX = (placed: PlacedMount) =>
  withPlaced(placed).value.find(({ destination }) => destination === '/x')?.options;

describe('mounts that were asked for', () => {
  it('are made from the root down, each with its origin', () => {
    const { value, origins } = withPlaced(bind('/etc/x/y'), bind('/etc'));
    const last = value.slice(-5).map(({ destination }) => destination);
    expect(last).toEqual(['/etc', '/etc/resolv.conf', '/etc/hostname', '/etc/hosts', '/etc/x/y']);
    expect(originOf(origins, `/${value.length - 1}/options`)).toEqual({
      from: 'option',
      detail: '--volume /srv:/etc/x/y',
    });
  });

  it("take the place of docker's own at the same target", () => {
    const { value } = withPlaced(bind('/etc/hosts', { readOnly: true }), {
      type: 'tmpfs',
      target: '/dev/shm',
      readOnly: false,
      options: ['size=1m'],
      by: '--tmpfs',
    });
    expect(value.filter(({ destination }) => destination === '/etc/hosts')).toMatchObject([{ source: '/srv' }]);
    expect(value.filter(({ destination }) => destination === '/dev/shm')).toMatchObject([{ options: ['size=1m'] }]);
  });

  it('say in their options what was asked for', () => {
    expect(optionsAtX(bind('/x'))).toEqual(['rbind', 'rprivate']);
    expect(optionsAtX(bind('/x', { readOnly: true }))).toEqual(['rbind', 'rro', 'rprivate']);
    const plain = bind('/x', { readOnly: true, isRecursive: false, propagation: 'rslave' });
    expect(optionsAtX(plain)).toEqual(['bind', 'ro', 'rslave']);
  });

  it('bind devices where a user namespace cannot make them', () => {
    const devices = [
      { hostPath: '/dev/fuse', device: { type: 'c', path: '/dev/f', major: 10, minor: 229 } as const, access: 'rwm' },
    ];
    expect(containerMounts({ ...settings, devices }).value.some(({ destination }) => destination === '/dev/f')).toBe(
      false,
    );
    const rootless = containerMounts({ ...settings, devices, rootless: mappings(1) });
    expect(rootless.value.find(({ destination }) => destination === '/dev/f')).toMatchObject({ source: '/dev/fuse' });
    const own = [{ hostPath: '/dev/null', device: { type: 'c', path: '/dev/null' } as const, access: 'rwm' }];
    const again = containerMounts({ ...settings, devices: own, rootless: mappings(1) });
    expect(again.value.some(({ destination }) => destination === '/dev/null')).toBe(false);
  });

  it('keep the last of two options of tmpfs that contradict each other', () => {
    expect(tmpfsOptions('')).toEqual(['noexec', 'nosuid', 'nodev']);
    expect(tmpfsOptions('exec,size=1m,size=2m')).toEqual(['nosuid', 'nodev', 'exec', 'size=2m']);
  });
});

describe('what is shared with the host', () => {
  const at = (destination: string, more: object) =>
    containerMounts({ ...settings, ...more }).value.find((mount) => mount.destination === destination);

  it('decides about /dev/shm and the message queues', () => {
    expect(at('/dev/shm', { shmSize: 1024 })?.options).toContain('size=1024');
    expect(at('/dev/shm', { ipc: 'none' })).toBeUndefined();
    expect(at('/dev/shm', { ipc: 'host' })).toMatchObject({ type: 'bind', source: '/dev/shm' });
    expect(at('/dev/mqueue', { ipc: 'host' })?.type).toBe('mqueue');
    const joinedIpc = { namespace: '/proc/42/ns/ipc', sharedMemory: '/proc/42/root/dev/shm' };
    const joined = { ipc: 'container:db', joinedIpc };
    expect(at('/dev/shm', joined)).toMatchObject({ type: 'bind', source: '/proc/42/root/dev/shm' });
    expect(at('/dev/mqueue', joined)?.type).toBe('mqueue');
    expect(at('/dev/mqueue', { ipc: 'host', rootless: mappings(1) })).toBeUndefined();
  });

  it('is writable in /sys for the privileged only', () => {
    expect(at('/sys', { privileged: true })?.options).not.toContain('ro');
    expect(at('/sys/fs/cgroup', { privileged: true })?.options).not.toContain('ro');
  });
});
