import { describe, expect, it } from 'vitest';
import {
  kernelMemoryWarning,
  memoryWarning,
  parseBytes,
  parseNanoCpus,
  type ResourceFlags,
  resourceOptions,
} from '../../../cli/options/resources.ts';
import fc from '../../fixtures/properties.ts';

describe('resourceOptions', () => {
  it('leaves out what nobody asked for', () => {
    expect(Object.values(resourceOptions({})).every((value) => value === undefined)).toBe(true);
  });

  it('warns of a container that no limit of memory ends, as docker does', () => {
    const warned = (flags: ResourceFlags) => memoryWarning(resourceOptions(flags));
    expect(warned({ oomKillDisable: true })).toMatch(/^WARNING: OOM killer is disabled .* no memory limit is set/);
    expect(warned({ oomKillDisable: true, memory: '20m' })).toBe('');
    expect(warned({})).toBe('');
  });

  it('reads a limit that kernels no longer have for its error alone, and says that it is passed over', () => {
    const limits = Object.values(resourceOptions({ kernelMemory: '50m' }));
    expect(limits.every((value) => value === undefined)).toBe(true);
    expect(kernelMemoryWarning({ kernelMemory: '50m' })).toMatch(/^WARNING: --kernel-memory limits nothing: .*\n$/);
    expect(kernelMemoryWarning({ kernelMemory: '0' }) + kernelMemoryWarning({})).toBe('');
    expect(() => resourceOptions({ kernelMemory: 'x' })).toThrow(
      `invalid argument "x" for "--kernel-memory" flag: invalid size: 'x'`,
    );
  });

  it('takes swappiness from 0 to 100, and -1 for that of everybody', () => {
    const swappiness = (memorySwappiness: string) => resourceOptions({ memorySwappiness }).memorySwappiness;
    expect(['0', '100', '-1'].map(swappiness)).toEqual([0, 100, undefined]);
    for (const value of ['101', '-2'])
      expect(() => swappiness(value)).toThrow(`invalid value: ${value}. Valid memory swappiness range is 0-100`);
    expect(() => swappiness('x')).toThrow('invalid argument "x" for "--memory-swappiness" flag: strconv.ParseInt');
  });

  it('reads -1 as no limit where docker does', () => {
    expect(resourceOptions({ memorySwap: '-1', pidsLimit: '-1', cpuQuota: '-1' })).toMatchObject({
      memorySwap: -1,
      pidsLimit: -1,
      cpuQuota: -1,
    });
  });

  it.each<[ResourceFlags, string]>([
    [{ memory: '-1' }, `invalid argument "-1" for "-m, --memory" flag: invalid size: '-1'`],
    [{ memory: '' }, `invalid argument "" for "-m, --memory" flag: invalid size: ''`],
    [{ memory: '1x' }, `invalid argument "1x" for "-m, --memory" flag: invalid suffix: 'x'`],
    [{ memory: '9e99' }, `invalid argument "9e99" for "-m, --memory" flag: invalid size: '9e99'`],
    [{ memorySwap: '-2' }, `invalid argument "-2" for "--memory-swap" flag: invalid size: '-2'`],
    [{ cpus: 'NaN' }, 'invalid argument "NaN" for "--cpus" flag: failed to parse NaN as a rational number'],
    [{ cpus: '1/0' }, 'invalid argument "1/0" for "--cpus" flag: failed to parse 1/0 as a rational number'],
    [{ cpus: '0.0000000001' }, 'invalid argument "0.0000000001" for "--cpus" flag: value is too precise'],
    [
      { cpuShares: 'abc' },
      'invalid argument "abc" for "-c, --cpu-shares" flag: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      { pidsLimit: '99999999999999999999' },
      'invalid argument "99999999999999999999" for "--pids-limit" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range',
    ],
  ])('refuses %j in the words of docker', (flags, message) => {
    expect(() => resourceOptions(flags)).toThrow(message);
  });
});

describe('parseBytes', () => {
  it.each([
    ['0', 0],
    ['1024', 1024],
    ['64b', 64],
    ['6m', 6 * 2 ** 20],
    ['64MB', 64 * 2 ** 20],
    ['1 g', 2 ** 30],
    ['1.5g', 1.5 * 2 ** 30],
    ['.5g', 2 ** 29],
    ['2.g', 2 ** 31],
    ['1GiB', 2 ** 30],
    ['1T', 2 ** 40],
  ])('reads %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it('gives back an exact, whole number of bytes or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,20}(\.\d)? ?[kmgtp]?(i?b)?$/)), (text) => {
        try {
          expect(Number.isSafeInteger(parseBytes(text))).toBe(true);
        } catch (error) {
          expect((error as Error).message).toMatch(/^invalid (size|suffix): /);
        }
      }),
    );
  });
});

describe('parseNanoCpus', () => {
  it.each([
    ['1.5', 1_500_000_000],
    ['1/4', 250_000_000],
    ['1e0', 1_000_000_000],
    ['.5', 500_000_000],
    ['2.', 2_000_000_000],
    ['0.1', 100_000_000],
    ['0.000000001', 1],
    ['-1', -1_000_000_000],
  ])('reads %s', (text, nano) => expect(parseNanoCpus(text)).toBe(nano));

  it('reads every number of billionths back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (nano) => {
        const text = `${Math.floor(nano / 1e9)}.${String(nano % 1e9).padStart(9, '0')}`;
        expect(parseNanoCpus(text)).toBe(nano);
      }),
    );
  });
});
