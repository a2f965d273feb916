import type { DeviceRule } from '../bundle/runtime-spec.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { DEFAULT_DEVICE_RULES } from '../cgroup/devices/default-rules.ts';
import { type DevicePolicy, devicePolicy } from '../cgroup/devices/rules.ts';
import { isInitialUserNamespace } from '../initial-user-namespace.ts';
import type { Caller } from '../stub/call.ts';
import { filterDevices } from './device-filter.ts';

/**
 * Says which devices the processes of a cgroup may use: what nobody has allowed is forbidden. Whoever may make nodes, as
 * root in a container may, could otherwise make one of the host's disk, and open it.
 *
 * Nothing is done where we are in a user namespace ourselves, as root of a container of LXC is: nobody can make nodes
 * there, and the kernel takes no such rules from there.
 *
 * @param caller somebody with the host's rights
 * @throws LimitUnavailable, CgroupRefused, InvalidDeviceRule, SyscallError
 * @see runtime-spec config-linux.md#allowed-device-list
 */
export async function restrictDevices(cgroup: Cgroup, rules: readonly DeviceRule[], caller: Caller): Promise<void> {
  if (!isInitialUserNamespace()) return;
  const policy = devicePolicy([...rules, ...DEFAULT_DEVICE_RULES]);
  if (cgroup.setDevices(policy) !== undefined || allowsAll(policy)) return;
  await filterDevices(caller, cgroup.directories[0]!, policy);
}

/** A new cgroup allows everything by itself, so nothing has to be attached for such a policy. */
const allowsAll = ({ isAllowed, exceptions }: DevicePolicy) => isAllowed && exceptions.length === 0;
