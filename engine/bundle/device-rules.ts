import { DeviceRulesUnavailable } from './errors.ts';
import type { HostDevice } from './host-devices.ts';
import type { Origin, Origins } from './origin.ts';
import type { DeviceRule } from './runtime-spec.ts';

/** What decides which devices a container may use. */
export interface DeviceSettings {
  /** Those that it is given; rootless they are mounted instead, and the kernel asks who opens them. */
  readonly devices: readonly HostDevice[];
  /** What `--device-cgroup-rule` allows beside them. */
  readonly asked: readonly DeviceRule[];
  readonly isPrivileged: boolean;
  readonly isRootless: boolean;
  /** True where root runs it, and no cgroup can keep it from the host's devices. */
  readonly isOpen: boolean;
}

/**
 * All devices, or those that were asked for; what every container may use beyond these is the runtime's to know.
 * Undefined for an ordinary user: nobody can make nodes in a user namespace, and the kernel takes no rules from there.
 *
 * @throws DeviceRulesUnavailable
 * @see runtime-spec config-linux.md#allowed-device-list, mknod(2) EPERM
 */
export function deviceRules(settings: DeviceSettings): readonly DeviceRule[] | undefined {
  const { devices, asked, isPrivileged, isRootless, isOpen } = settings;
  // Docker passes the rules over where everything is allowed.
  if (asked.length > 0 && !isPrivileged && (isRootless || isOpen)) throw new DeviceRulesUnavailable(isRootless);
  if (isRootless) return undefined;
  if (isPrivileged) return [{ allow: true, access: 'rwm' }];
  const given = devices.map(({ device: { type, major, minor }, access }) => ({ type, major, minor, access }));
  return [{ allow: false, access: 'rwm' }, ...given.map((rule) => ({ allow: true, ...rule }) as DeviceRule), ...asked];
}

/** Where the rules come from, by pointers that begin at the list of them. */
export function originsOfRules({ devices, asked, isPrivileged, isRootless }: DeviceSettings): Origins {
  if (isRootless) return {};
  if (isPrivileged) return { '': option('--privileged') };
  return {
    ...(devices.length > 0 && { '': option('--device') }),
    ...Object.fromEntries(asked.map((_, index) => [`/${1 + devices.length + index}`, ASKED])),
  };
}

const option = (detail: string): Origin => ({ from: 'option', detail });
const ASKED = option('--device-cgroup-rule');
