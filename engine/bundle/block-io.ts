import { statSync } from 'node:fs';
import { InvalidDevice } from './errors.ts';
import { deviceNumber } from './host-devices.ts';
import type { ResourceOptions } from './resources.ts';
import type { BlockIo, DeviceNumber } from './runtime-spec.ts';

/** A block device of the host, by its path, and how much of it a container gets. */
export interface RatedDevice {
  readonly path: string;
  /** Bytes or operations a second; 0 for no limit. */
  readonly rate: number;
}

/** A block device of the host, by its path, and the weight that a container has there. */
export interface WeighedDevice {
  readonly path: string;
  /** 10 to 1000; 0 for that of all devices. */
  readonly weight: number;
}

/** What the options that are about block devices ask for. Undefined where nothing is. */
export interface BlockIoOptions {
  /** 10 to 1000; undefined and 0 for that of everybody else. */
  readonly blkioWeight?: number | undefined;
  readonly blkioWeightDevice?: readonly WeighedDevice[] | undefined;
  readonly deviceReadBps?: readonly RatedDevice[] | undefined;
  readonly deviceWriteBps?: readonly RatedDevice[] | undefined;
  readonly deviceReadIops?: readonly RatedDevice[] | undefined;
  readonly deviceWriteIops?: readonly RatedDevice[] | undefined;
}

/**
 * `linux.resources.blockIO` of config.json, with the numbers that the devices have on this host; undefined where nothing
 * was asked for.
 *
 * @throws InvalidDevice, in docker's words
 * @see runtime-spec config-linux.md#block-io
 */
export function findBlockIo(options: ResourceOptions): BlockIo | undefined {
  const rated = (devices: readonly RatedDevice[] = []) =>
    devices.map(({ path, rate }) => ({ ...numberOf(path), rate }));
  const sections = {
    weight: options.blkioWeight || undefined,
    weightDevice: (options.blkioWeightDevice ?? []).map(({ path, weight }) => ({ ...numberOf(path), weight })),
    throttleReadBpsDevice: rated(options.deviceReadBps),
    throttleWriteBpsDevice: rated(options.deviceWriteBps),
    throttleReadIOPSDevice: rated(options.deviceReadIops),
    throttleWriteIOPSDevice: rated(options.deviceWriteIops),
  };
  const asked = Object.entries(sections).filter(([, value]) => typeof value === 'number' || value?.length);
  return asked.length === 0 ? undefined : (Object.fromEntries(asked) as BlockIo);
}

function numberOf(path: string): DeviceNumber {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new InvalidDevice(`stat ${path}: no such file or directory`);
  return deviceNumber(stats);
}
