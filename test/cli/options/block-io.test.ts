import { describe, expect, it } from 'vitest';
import { type BlockIoFlags, blockIoOptions } from '../../../cli/options/block-io.ts';

const read = (flags: Partial<BlockIoFlags>) =>
  blockIoOptions({
    blkioWeightDevice: [],
    deviceReadBps: [],
    deviceWriteBps: [],
    deviceReadIops: [],
    deviceWriteIops: [],
    ...flags,
  });

describe('the options about block devices', () => {
  it('leave out what nobody asked for', () => {
    expect(Object.values(read({ blkioWeight: '0' })).every((value) => value === undefined)).toBe(true);
  });

  it('are read as docker reads them', () => {
    const flags = {
      blkioWeight: '300',
      blkioWeightDevice: ['/dev/sda:500', '/dev/sdb:0'],
      deviceReadBps: ['/dev/sda:1.5mb', '/dev/sdb:7'],
      deviceWriteIops: ['/dev/sda:100'],
    };
    expect(read(flags)).toMatchObject({
      blkioWeight: 300,
      blkioWeightDevice: [
        { path: '/dev/sda', weight: 500 },
        { path: '/dev/sdb', weight: 0 },
      ],
      deviceReadBps: [
        { path: '/dev/sda', rate: 1_572_864 },
        { path: '/dev/sdb', rate: 7 },
      ],
      deviceWriteIops: [{ path: '/dev/sda', rate: 100 }],
    });
  });

  const bytes =
    'The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb';
  const count = 'The correct format is <device-path>:<number>. Number must be a positive integer';
  it.each<[Partial<BlockIoFlags>, string]>([
    [
      { blkioWeight: 'x' },
      'invalid argument "x" for "--blkio-weight" flag: strconv.ParseUint: parsing "x": invalid syntax',
    ],
    [{ blkioWeight: '-1' }, 'strconv.ParseUint: parsing "-1": invalid syntax'],
    [{ blkioWeight: '70000' }, 'strconv.ParseUint: parsing "70000": value out of range'],
    [{ blkioWeightDevice: [''] }, 'invalid argument "" for "--blkio-weight-device" flag: bad format: '],
    [{ blkioWeightDevice: ['/dev/sda'] }, 'bad format: /dev/sda'],
    [{ blkioWeightDevice: [':5'] }, 'bad format: :5'],
    [{ blkioWeightDevice: ['sda:500'] }, 'bad format for device path: sda:500'],
    [{ blkioWeightDevice: ['/dev/sda:5'] }, 'invalid weight for device: /dev/sda:5'],
    [{ blkioWeightDevice: ['/dev/sda:1001'] }, 'invalid weight for device: /dev/sda:1001'],
    [{ blkioWeightDevice: ['/dev/sda:x'] }, 'invalid weight for device: /dev/sda:x'],
    [{ deviceReadBps: ['/etc/passwd:1'] }, 'bad format for device path: /etc/passwd:1'],
    [{ deviceReadBps: ['/dev/sda:x'] }, `"--device-read-bps" flag: invalid rate for device: /dev/sda:x. ${bytes}`],
    [{ deviceWriteBps: ['/dev/sda:-1'] }, `"--device-write-bps" flag: invalid rate for device: /dev/sda:-1. ${bytes}`],
    [{ deviceReadIops: ['/dev/sda:1k'] }, `"--device-read-iops" flag: invalid rate for device: /dev/sda:1k. ${count}`],
    [{ deviceWriteIops: ['/dev/sda:1.5'] }, `invalid rate for device: /dev/sda:1.5. ${count}`],
  ])("are refused in docker's words: %j", (flags, message) => {
    expect(() => read(flags)).toThrow(message);
  });
});
