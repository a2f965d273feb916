import type { Config } from '../bundle/config-schema.ts';
import { HostUnsupported } from '../runtime/errors.ts';
import type { CgroupManager } from './own-cgroup.ts';

/**
 * Refuses what the specification has and this runtime does not: to pass it over would be to make another container than
 * the one that was asked for.
 *
 * @throws HostUnsupported
 */
export function refuseUnsupported({ linux }: Config, manager: CgroupManager, isRootless: boolean): void {
  if (manager !== 'systemd' && SLICE_PREFIX_NAME.test(linux.cgroupsPath ?? ''))
    throw new HostUnsupported(
      `linux.cgroupsPath ${linux.cgroupsPath} is one for systemd (slice:prefix:name), which is not asked for`,
      { hint: 'With --systemd-cgroup it is; without it a path is taken: /slice/name, or name.' },
    );
  if (isRootless && Object.keys(linux.netDevices ?? {}).length > 0)
    throw new HostUnsupported('network devices are not supported for rootless containers: linux.netDevices takes root');
  if (linux.intelRdt) throw new HostUnsupported('linux.intelRdt is not supported');
}

/** How systemd's cgroups are told. @see runtime-spec config-linux.md#cgroups-path */
const SLICE_PREFIX_NAME = /^[^/:]*:[^/:]*:[^/:]+$/;
