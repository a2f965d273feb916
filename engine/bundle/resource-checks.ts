import { parseNumberList } from '../number-list.ts';
import { InvalidResource } from './errors.ts';
import type { HostFacts } from './host-facts.ts';
import type { ResourceOptions } from './resources.ts';

const MIN_MEMORY = 6 * 1024 * 1024;
const [MIN_PERIOD, MAX_PERIOD, MIN_QUOTA] = [1000, 1_000_000, 1000];
const [MIN_WEIGHT, MAX_WEIGHT] = [10, 1000];
const [MIN_SHARES, MAX_SHARES] = [2, 262_144];

/** What of the host limits are checked against. */
export type Processing = Pick<HostFacts, 'processors' | 'memoryNodes'>;

/**
 * Refuses limits that no cgroup could have, and limits that contradict each other.
 *
 * @throws InvalidResource, in docker's words
 */
export function checkResources(options: ResourceOptions, host: Processing): void {
  checkMemory(options);
  checkBlockIo(options);
  checkCpu(options, parseNumberList(host.processors)?.size ?? 1);
  checkList('cpus', 'CPUs', options.cpusetCpus, host.processors);
  checkList('mems', 'memory nodes', options.cpusetMems, host.memoryNodes);
}

function checkMemory({ memory = 0, memorySwap = 0, memoryReservation = 0 }: ResourceOptions): void {
  if (memory !== 0 && memory < MIN_MEMORY) throw new InvalidResource('Minimum memory limit allowed is 6MB');
  if (memory === 0 && memorySwap > 0) {
    throw new InvalidResource('You should always set the Memory limit when using Memoryswap limit, see usage');
  }
  if (memorySwap > 0 && memorySwap < memory) {
    throw new InvalidResource('Minimum memoryswap limit should be larger than memory limit, see usage');
  }
  if (memoryReservation !== 0 && memoryReservation < MIN_MEMORY) {
    throw new InvalidResource('Minimum memory reservation allowed is 6MB');
  }
  if (memory > 0 && memory < memoryReservation) {
    throw new InvalidResource('Minimum memory limit can not be less than memory reservation limit, see usage');
  }
}

function checkBlockIo({ blkioWeight = 0 }: ResourceOptions): void {
  if (blkioWeight === 0 || (blkioWeight >= MIN_WEIGHT && blkioWeight <= MAX_WEIGHT)) return;
  throw new InvalidResource(`Range of blkio weight is from ${MIN_WEIGHT} to ${MAX_WEIGHT}`);
}

function checkCpu(options: ResourceOptions, cpus: number): void {
  const { nanoCpus = 0, cpuPeriod = 0, cpuQuota = 0, cpuShares = 0 } = options;
  if (nanoCpus !== 0) checkCpus(options, nanoCpus, cpus);
  if (cpuPeriod !== 0 && (cpuPeriod < MIN_PERIOD || cpuPeriod > MAX_PERIOD)) {
    throw new InvalidResource('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  }
  if (cpuQuota > 0 && cpuQuota < MIN_QUOTA) {
    throw new InvalidResource('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  }
  checkRealTime(options);
  if (cpuShares < 0) throw new InvalidResource('shares: invalid argument');
  if (cpuShares !== 0 && cpuShares < MIN_SHARES) {
    throw new InvalidResource(`the minimum allowed cpu-shares is ${MIN_SHARES}`);
  }
  if (cpuShares > MAX_SHARES) throw new InvalidResource(`the maximum allowed cpu-shares is ${MAX_SHARES}`);
}

function checkRealTime({ cpuRtPeriod = 0, cpuRtRuntime = 0 }: ResourceOptions): void {
  if (cpuRtPeriod === 0 || cpuRtRuntime <= cpuRtPeriod) return;
  throw new InvalidResource('cpu real-time runtime cannot be higher than cpu real-time period');
}

function checkCpus({ cpuPeriod = 0, cpuQuota = 0 }: ResourceOptions, nanoCpus: number, cpus: number): void {
  const both = (other: string) => new InvalidResource(`Conflicting options: Nano CPUs and ${other} cannot both be set`);
  if (cpuPeriod !== 0) throw both('CPU Period');
  if (cpuQuota !== 0) throw both('CPU Quota');
  // Docker takes what is above zero and fails later, in the kernel, below one hundredth.
  if (nanoCpus >= 1e7 && nanoCpus <= cpus * 1e9) return;
  throw new InvalidResource(`Range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`);
}

function checkList(kind: 'cpus' | 'mems', name: string, list: string | undefined, available: string): void {
  if (!list) return;
  // Docker takes no blanks and no comma too many.
  const asked = /^[\d-]+(,[\d-]+)*$/.test(list) ? parseNumberList(list) : undefined;
  if (!asked) throw new InvalidResource(`Invalid value ${list} for cpuset ${kind}: invalid format: ${list}`);
  // The kernel would take the list, and give others in place of those that are not there.
  const there = parseNumberList(available);
  if (!there || [...asked].every((number) => there.has(number))) return;
  throw new InvalidResource(`Requested ${name} are not available - requested ${list}, available: ${available}`);
}
