import type { BlockIoOptions, RatedDevice, WeighedDevice } from '../../engine/bundle/block-io.ts';
import { invalidArgument } from '../errors.ts';
import { bytesIn } from './resources.ts';

/** What commander makes of the options that are about block devices. */
export interface BlockIoFlags {
  readonly blkioWeight?: string;
  readonly blkioWeightDevice: readonly string[];
  readonly deviceReadBps: readonly string[];
  readonly deviceWriteBps: readonly string[];
  readonly deviceReadIops: readonly string[];
  readonly deviceWriteIops: readonly string[];
}

/** Their values as paths and numbers. Throws `UsageError` in docker's words. */
export function blockIoOptions(flags: BlockIoFlags): BlockIoOptions {
  return {
    blkioWeight: flags.blkioWeight === undefined ? undefined : parseWeight(flags.blkioWeight) || undefined,
    blkioWeightDevice: undefinedIfNone(flags.blkioWeightDevice.map(parseWeighed)),
    deviceReadBps: undefinedIfNone(flags.deviceReadBps.map((text) => parseRated('--device-read-bps', text, BYTES))),
    deviceWriteBps: undefinedIfNone(flags.deviceWriteBps.map((text) => parseRated('--device-write-bps', text, BYTES))),
    deviceReadIops: undefinedIfNone(flags.deviceReadIops.map((text) => parseRated('--device-read-iops', text, COUNT))),
    deviceWriteIops: undefinedIfNone(
      flags.deviceWriteIops.map((text) => parseRated('--device-write-iops', text, COUNT)),
    ),
  };
}

const undefinedIfNone = <Value>(list: readonly Value[]) => (list.length === 0 ? undefined : list);

function parseWeight(text: string): number {
  const failed = (why: string) =>
    invalidArgument('--blkio-weight', text, `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^\d+$/.test(text)) throw failed('invalid syntax');
  if (Number(text) > 65_535) throw failed('value out of range');
  return Number(text);
}

function parseWeighed(text: string): WeighedDevice {
  const { path, value } = split('--blkio-weight-device', text);
  const weight = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (weight === 0 || (weight >= 10 && weight <= 1000)) return { path, weight };
  throw invalidArgument('--blkio-weight-device', text, `invalid weight for device: ${text}`);
}

/** How the number behind a device is read, undefined where it is none, and what docker says of it. */
interface Rate {
  readonly read: (value: string) => number | undefined;
  readonly expected: string;
}

const BYTES: Rate = {
  read: bytesIn,
  expected:
    '<device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb',
};
const COUNT: Rate = {
  read: (value) => (/^\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined),
  expected: '<device-path>:<number>. Number must be a positive integer',
};

function parseRated(flag: string, text: string, { read, expected }: Rate): RatedDevice {
  const { path, value } = split(flag, text);
  const rate = read(value);
  if (rate !== undefined) return { path, rate };
  throw invalidArgument(flag, text, `invalid rate for device: ${text}. The correct format is ${expected}`);
}

/** `path:value` */
function split(flag: string, text: string): { readonly path: string; readonly value: string } {
  const colon = text.indexOf(':');
  if (colon < 1) throw invalidArgument(flag, text, `bad format: ${text}`);
  const path = text.slice(0, colon);
  if (!path.startsWith('/dev/')) throw invalidArgument(flag, text, `bad format for device path: ${text}`);
  return { path, value: text.slice(colon + 1) };
}
