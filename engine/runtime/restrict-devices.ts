import type { DeviceRule } from '../bundle/runtime-spec.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { DEFAULT_DEVICE_RULES } from '../cgroup/devices/default-rules.ts';
import { devicePolicy } from '../cgroup/devices/rules.ts';
import type { Caller } from '../stub/call.ts';
import { filterDevices } from './device-filter.ts';

/**
 * Says which devices the processes of a cgroup may use: what nobody has allowed is forbidden. Whoever may make nodes, as
 * root in a container may, could otherwise make one of the host's disk, and open it.
 *
 * @param caller somebody with the host's rights
 * @throws LimitUnavailable, CgroupRefused, InvalidDeviceRule, SyscallError
 * @see runtime-spec config-linux.md#allowed-device-list
 */
export async function restrictDevices(cgroup: Cgroup, rules: readonly DeviceRule[], caller: Caller): Promise<void> {
  const policy = devicePolicy([...rules, ...DEFAULT_DEVICE_RULES]);
  if (cgroup.setDevices(policy) === undefined) await filterDevices(caller, cgroup.directories[0]!, policy);
}
