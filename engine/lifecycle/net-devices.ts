import type { Config } from '../bundle/config-schema.ts';
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
  const devices = Object.entries(linux.netDevices ?? {});
  if (devices.length === 0) return;
  const { moveDevice } = await import('../network/move-device.ts');
  for (const [name, { name: newName }] of devices) {
    try {
      await moveDevice(name, newName || name, pid);
    } catch (error) {
      throw new NetDeviceNotMoved(name, `/proc/${pid}/ns/net`, error as Error);
    }
  }
}
