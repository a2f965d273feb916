import { describe, expect, it } from 'vitest';
import { type ResourceOptions, resourceSection } from '../../../engine/bundle/resources.ts';

const host = { processors: '0-1', memoryNodes: '0' };
const section = (options: ResourceOptions) => resourceSection(options, host).value;
const MIB = 1024 * 1024;

describe('resourceSection', () => {
  it('limits nothing by itself, as docker does not, and takes zero for nothing', () => {
    expect(section({})).toBeUndefined();
    expect(section({ memory: 0, nanoCpus: 0, pidsLimit: 0, cpusetCpus: '' })).toBeUndefined();
  });

  it('turns options into the fields of config.json', () => {
    const options: ResourceOptions = {
      memory: 64 * MIB,
      memorySwap: -1,
      memoryReservation: 32 * MIB,
      oomKillDisable: true,
      cpuShares: 512,
      cpuPeriod: 10_000,
      cpuQuota: 5000,
      cpusetCpus: '0-1',
      cpusetMems: '0',
      pidsLimit: 100,
    };
    expect(section(options)).toEqual({
      memory: { limit: 64 * MIB, swap: -1, reservation: 32 * MIB, disableOOMKiller: true },
      cpu: { shares: 512, period: 10_000, quota: 5000, cpus: '0-1', mems: '0' },
      pids: { limit: 100 },
    });
  });

  it('gives as much swap as memory where nobody speaks of it, and says whose choice that is', () => {
    const { value, origins } = resourceSection({ memory: 64 * MIB }, host);
    expect(value?.memory).toEqual({ limit: 64 * MIB, swap: 128 * MIB });
    expect(origins['/memory/swap']).toMatchObject({ from: 'default' });
    expect(origins['/memory']).toEqual({ from: 'option', detail: '--memory' });
  });

  it('takes block devices by their numbers on this host, each with its option', () => {
    const options = { blkioWeight: 300, deviceReadBps: [{ path: '/dev/sda', rate: 7 }] };
    const blockIO = { weight: 300, throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 7 }] };
    const { value, origins } = resourceSection(options, host, blockIO);
    expect(value).toEqual({ blockIO });
    expect(origins).toEqual({
      '/blockIO/weight': { from: 'option', detail: '--blkio-weight' },
      '/blockIO/throttleReadBpsDevice': { from: 'option', detail: '--device-read-bps' },
    });
  });

  it('takes swappiness of 0 for an answer, and real time in microseconds', () => {
    const { value, origins } = resourceSection(
      { memorySwappiness: 0, cpuRtPeriod: 1_000_000, cpuRtRuntime: 95_000 },
      host,
    );
    expect(value).toEqual({
      memory: { swappiness: 0 },
      cpu: { realtimePeriod: 1_000_000, realtimeRuntime: 95_000 },
    });
    expect(origins).toMatchObject({
      '/memory/swappiness': { from: 'option', detail: '--memory-swappiness' },
      '/cpu/realtimeRuntime': { from: 'option', detail: '--cpu-rt-runtime' },
    });
  });

  it('counts --cpus in tenths of a second', () => {
    expect(section({ nanoCpus: 1_500_000_000 })?.cpu).toEqual({ quota: 150_000, period: 100_000 });
  });

  it.each([-1, -5])('takes %i processes for no limit', (pidsLimit) => {
    expect(section({ pidsLimit })?.pids).toEqual({ limit: -1 });
  });

  it.each<[ResourceOptions, string]>([
    [{ memory: 1024 }, 'Minimum memory limit allowed is 6MB'],
    [{ memorySwap: 10 * MIB }, 'You should always set the Memory limit when using Memoryswap limit, see usage'],
    [
      { memory: 64 * MIB, memorySwap: 32 * MIB },
      'Minimum memoryswap limit should be larger than memory limit, see usage',
    ],
    [{ memoryReservation: MIB }, 'Minimum memory reservation allowed is 6MB'],
    [
      { memory: 64 * MIB, memoryReservation: 128 * MIB },
      'Minimum memory limit can not be less than memory reservation limit, see usage',
    ],
    [{ nanoCpus: 3e9 }, 'Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available'],
    [{ nanoCpus: -1e9 }, 'Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available'],
    [{ nanoCpus: 1e9, cpuPeriod: 1000 }, 'Conflicting options: Nano CPUs and CPU Period cannot both be set'],
    [{ nanoCpus: 1e9, cpuQuota: 5000 }, 'Conflicting options: Nano CPUs and CPU Quota cannot both be set'],
    [{ cpuPeriod: 10 }, 'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)'],
    [{ cpuPeriod: 2e6 }, 'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)'],
    [{ cpuQuota: 10 }, 'CPU cfs quota can not be less than 1ms (i.e. 1000)'],
    [{ cpuShares: -1 }, 'shares: invalid argument'],
    [{ cpuShares: 1 }, 'the minimum allowed cpu-shares is 2'],
    [{ cpuShares: 1e6 }, 'the maximum allowed cpu-shares is 262144'],
    [{ cpuRtRuntime: 2, cpuRtPeriod: 1 }, 'cpu real-time runtime cannot be higher than cpu real-time period'],
    [{ blkioWeight: 9 }, 'Range of blkio weight is from 10 to 1000'],
    [{ blkioWeight: 1001 }, 'Range of blkio weight is from 10 to 1000'],
    [{ cpusetCpus: 'x' }, 'Invalid value x for cpuset cpus: invalid format: x'],
    [{ cpusetCpus: '1-0' }, 'Invalid value 1-0 for cpuset cpus: invalid format: 1-0'],
    [{ cpusetCpus: '0, 1' }, 'Invalid value 0, 1 for cpuset cpus: invalid format: 0, 1'],
    [{ cpusetCpus: '0,' }, 'Invalid value 0, for cpuset cpus: invalid format: 0,'],
    [{ cpusetCpus: '0-9999999' }, 'Invalid value 0-9999999 for cpuset cpus: invalid format: 0-9999999'],
    [{ cpusetCpus: '0,9' }, 'Requested CPUs are not available - requested 0,9, available: 0-1'],
    [{ cpusetMems: '3' }, 'Requested memory nodes are not available - requested 3, available: 0'],
  ])('refuses %j in the words of docker', (options, message) => {
    expect(() => section(options)).toThrow(message);
  });
});
