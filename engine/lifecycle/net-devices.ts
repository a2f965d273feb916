import type { Config } from '../bundle/config-schema.ts';
import { moveDevice } from '../network/move-device.ts';
import { NetDeviceNotMoved } from './errors.ts';

/**
 * Moves the host's network devices that config.json names into the container. They are not brought back: what becomes of
 * them at its end is the kernel's business, which gives back those that are real.
 *
 * @param pid of init, in its network namespace
 * @throws NetDeviceNotMoved
 * @see runtime-spec config-linux.md#network-devices
 */
export async function moveNetDevices({ linux }: Config, pid: number): Promise<void> {
  for (const [name, { name: newName }] of Object.entries(linux.netDevices ?? {})) {
    try {
      await moveDevice(name, newName || name, pid);
    } catch (error) {
      throw new NetDeviceNotMoved(name, `/proc/${pid}/ns/net`, error as Error);
    }
  }
}
