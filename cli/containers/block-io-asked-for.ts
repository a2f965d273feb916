import type { RatedDevice } from '../../engine/bundle/block-io.ts';
import type { ResourceOptions } from '../../engine/bundle/resources.ts';

/** The part of docker's HostConfig that is about block devices: their paths as they were asked for. */
export function blockIoAskedFor(resources: ResourceOptions = {}) {
  const rates = (devices: readonly RatedDevice[] = []) => devices.map(({ path, rate }) => ({ Path: path, Rate: rate }));
  return {
    BlkioWeight: resources.blkioWeight ?? 0,
    BlkioWeightDevice: (resources.blkioWeightDevice ?? []).map(({ path, weight }) => ({ Path: path, Weight: weight })),
    BlkioDeviceReadBps: rates(resources.deviceReadBps),
    BlkioDeviceWriteBps: rates(resources.deviceWriteBps),
    BlkioDeviceReadIOps: rates(resources.deviceReadIops),
    BlkioDeviceWriteIOps: rates(resources.deviceWriteIops),
  };
}
