import { describe, expect, it } from 'vitest';
import { findBlockIo } from '../../../engine/bundle/block-io.ts';

describe('findBlockIo', () => {
  it('is nothing where nothing was asked for', () => {
    expect(findBlockIo({})).toBeUndefined();
    expect(findBlockIo({ memory: 1, blkioWeight: 0 })).toBeUndefined();
  });

  it('has the numbers of the devices', () => {
    const path = '/dev/null';
    const found = findBlockIo({
      blkioWeight: 300,
      blkioWeightDevice: [{ path, weight: 200 }],
      deviceReadBps: [{ path, rate: 7 }],
      deviceWriteIops: [{ path, rate: 9 }],
    });
    expect(found).toEqual({
      weight: 300,
      weightDevice: [{ major: 1, minor: 3, weight: 200 }],
      throttleReadBpsDevice: [{ major: 1, minor: 3, rate: 7 }],
      throttleWriteIOPSDevice: [{ major: 1, minor: 3, rate: 9 }],
    });
  });

  it("refuses a device that is not there in docker's words", () => {
    const asked = { deviceReadBps: [{ path: '/dev/nope', rate: 1 }] };
    expect(() => findBlockIo(asked)).toThrow('stat /dev/nope: no such file or directory');
  });
});
