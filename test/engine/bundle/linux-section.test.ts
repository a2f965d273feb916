import { describe, expect, it } from 'vitest';
import { linuxSection } from '../../../engine/bundle/linux-section.ts';
import { host, mappings } from './input.ts';

const namespaces = (settings: Parameters<typeof linuxSection>[0]) =>
  linuxSection(settings).value.namespaces.map(({ type }) => type);

describe('linuxSection', () => {
  it('makes every namespace but the user one for root', () => {
    const types = ['mount', 'network', 'uts', 'pid', 'ipc', 'cgroup'];
    expect(namespaces({ network: 'none', rootless: undefined, host })).toEqual(types);
    expect(namespaces({ network: 'none', rootless: mappings(1), host })).toEqual(['user', ...types]);
  });

  it('joins the network of another container, and leaves its settings alone', () => {
    const joined = { namespace: '/proc/42/ns/net', hostname: 'web', files: '/bundle' };
    const { value, origins } = linuxSection({ network: 'container:web', joined, rootless: undefined, host });
    expect(value.namespaces).toContainEqual({ type: 'network', path: '/proc/42/ns/net' });
    expect(value.sysctl).toBeUndefined();
    expect(origins['/namespaces']).toEqual({
      from: 'option',
      detail: '--network container:web: its network namespace',
    });
  });

  it('joins the ipc namespace of another container', () => {
    const joinedIpc = { namespace: '/proc/42/ns/ipc', sharedMemory: '/proc/42/root/dev/shm' };
    const settings = { network: 'none', ipc: 'container:db', joinedIpc, rootless: undefined, host } as const;
    const { value, origins } = linuxSection(settings);
    expect(value.namespaces).toContainEqual({ type: 'ipc', path: '/proc/42/ns/ipc' });
    expect(origins['/namespaces']).toEqual({ from: 'option', detail: '--ipc container:db: its ipc namespace' });
  });

  it('shares the network of the host, and its settings, where asked', () => {
    const { value } = linuxSection({ network: 'host', rootless: undefined, host });
    expect(value.namespaces).not.toContainEqual({ type: 'network' });
    expect(value.sysctl).toBeUndefined();
  });

  it('changes only settings of the own network namespace', () => {
    const names = Object.keys(linuxSection({ network: 'none', rootless: undefined, host }).value.sysctl ?? {});
    expect(names.every((name) => name.startsWith('net.'))).toBe(true);
    const rootless = linuxSection({ network: 'none', rootless: mappings(2), host }).value.sysctl;
    expect(rootless).toEqual({ 'net.ipv4.ip_unprivileged_port_start': '0' });
  });

  it('forbids root every device that was not asked for, and leaves an ordinary user to the kernel', () => {
    const fuse = { type: 'c', path: '/dev/f', major: 10, minor: 229 } as const;
    const devices = [{ hostPath: '/dev/fuse', device: fuse, access: 'rw' }];
    const rulesOf = (settings: Partial<Parameters<typeof linuxSection>[0]>) =>
      linuxSection({ network: 'none', rootless: undefined, host, ...settings }).value.resources?.devices;
    const nothing = { allow: false, access: 'rwm' };
    expect(rulesOf({})).toEqual([nothing]);
    expect(rulesOf({ devices })).toEqual([nothing, { allow: true, type: 'c', major: 10, minor: 229, access: 'rw' }]);
    expect(rulesOf({ privileged: true, devices })).toEqual([{ allow: true, access: 'rwm' }]);
    expect(rulesOf({ rootless: mappings(1) })).toBeUndefined();
  });

  it('allows root the kinds of devices that were asked for beside those that were given', () => {
    const full = { type: 'c', path: '/dev/f', major: 1, minor: 7 } as const;
    const devices = [{ hostPath: '/dev/full', device: full, access: 'r' }];
    const deviceRules = [{ allow: true, type: 'c', major: 42, access: 'rwm' }] as const;
    const settings = { network: 'none', rootless: undefined, host, devices, deviceRules } as const;
    const { value, origins } = linuxSection(settings);
    expect(value.resources?.devices).toEqual([
      { allow: false, access: 'rwm' },
      { allow: true, type: 'c', major: 1, minor: 7, access: 'r' },
      ...deviceRules,
    ]);
    expect(origins['/resources/devices']).toEqual({ from: 'option', detail: '--device' });
    expect(origins['/resources/devices/2']).toEqual({ from: 'option', detail: '--device-cgroup-rule' });
    const privileged = linuxSection({ ...settings, privileged: true }).value.resources?.devices;
    expect(privileged).toEqual([{ allow: true, access: 'rwm' }]);
  });

  it('refuses rules about devices where they could allow nothing', () => {
    const deviceRules = [{ allow: true, type: 'c', major: 42, access: 'rwm' }] as const;
    const settings = { network: 'none', host, deviceRules } as const;
    const section = (more: { rootless?: ReturnType<typeof mappings>; hasOpenDevices?: true }) => () =>
      linuxSection({ rootless: undefined, ...settings, ...more });
    expect(section({ rootless: mappings(1) })).toThrow(
      '--device-cgroup-rule is for root: nobody can make device nodes',
    );
    expect(section({ hasOpenDevices: true })).toThrow('--device-cgroup-rule needs a cgroup');
  });

  it('states the mappings of a rootless container and no others', () => {
    expect(linuxSection({ network: 'none', rootless: mappings(9), host }).value).toMatchObject(mappings(9));
    expect(linuxSection({ network: 'none', rootless: undefined, host }).value).not.toHaveProperty('uidMappings');
  });

  it('hides what tells about the host, the heat of each processor included', () => {
    const path = '/sys/devices/system/cpu/cpu0/thermal_throttle';
    const hot = { ...host, thermalThrottlePaths: [path] };
    const { maskedPaths } = linuxSection({ network: 'none', rootless: undefined, host: hot }).value;
    expect(maskedPaths).toHaveLength(13);
    expect(maskedPaths).toEqual(expect.arrayContaining(['/proc/kcore', '/sys/devices/virtual/powercap', path]));
  });

  it('keeps the controls of the host read-only', () => {
    expect(linuxSection({ network: 'none', rootless: undefined, host }).value.readonlyPaths).toEqual([
      '/proc/bus',
      '/proc/fs',
      '/proc/irq',
      '/proc/sys',
      '/proc/sysrq-trigger',
    ]);
  });
});
