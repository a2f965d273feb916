import type { ResourceOptions } from '../../engine/bundle/resources.ts';
import { invalidArgument, UsageError } from '../errors.ts';

/** What commander makes of the options that limit a container. */
export interface ResourceFlags {
  readonly memory?: string;
  readonly memorySwap?: string;
  readonly memoryReservation?: string;
  readonly kernelMemory?: string;
  readonly oomKillDisable?: true;
  readonly memorySwappiness?: string;
  readonly cpus?: string;
  readonly cpuShares?: string;
  readonly cpuPeriod?: string;
  readonly cpuQuota?: string;
  readonly cpuRtPeriod?: string;
  readonly cpuRtRuntime?: string;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly pidsLimit?: string;
}

/** The limits as numbers. Throws `UsageError` in docker's words; whether they make sense together is the engine's to say. */
export function resourceOptions(flags: ResourceFlags): ResourceOptions {
  // Looked at for its error alone: kernels no longer have such a limit, and docker has passed it over since version 23.
  read('--kernel-memory', flags.kernelMemory, parseBytes);
  return {
    memory: read('-m, --memory', flags.memory, parseBytes),
    memorySwap: read('--memory-swap', flags.memorySwap, (text) => (text === '-1' ? -1 : parseBytes(text))),
    memoryReservation: read('--memory-reservation', flags.memoryReservation, parseBytes),
    oomKillDisable: flags.oomKillDisable,
    memorySwappiness: swappiness(read('--memory-swappiness', flags.memorySwappiness, parseInteger)),
    nanoCpus: read('--cpus', flags.cpus, parseNanoCpus),
    cpuShares: read('-c, --cpu-shares', flags.cpuShares, parseInteger),
    cpuPeriod: read('--cpu-period', flags.cpuPeriod, parseInteger),
    cpuQuota: read('--cpu-quota', flags.cpuQuota, parseInteger),
    cpuRtPeriod: read('--cpu-rt-period', flags.cpuRtPeriod, parseInteger),
    cpuRtRuntime: read('--cpu-rt-runtime', flags.cpuRtRuntime, parseInteger),
    cpusetCpus: flags.cpusetCpus,
    cpusetMems: flags.cpusetMems,
    pidsLimit: read('--pids-limit', flags.pidsLimit, parseInteger),
  };
}

/** -1 is docker's default: as with everybody else. */
function swappiness(value: number | undefined): number | undefined {
  if (value === undefined || value === -1) return undefined;
  if (value >= 0 && value <= 100) return value;
  throw new UsageError(`invalid value: ${value}. Valid memory swappiness range is 0-100`);
}

/** What is said before such a container is run; empty where there is nothing to say. Docker's words. */
export function memoryWarning({ oomKillDisable, memory }: ResourceOptions): string {
  if (!oomKillDisable || memory) return '';
  const danger = 'this can result in the system running out of resources';
  return `WARNING: OOM killer is disabled for the container, but no memory limit is set, ${danger}.\n`;
}

/** What is said of a limit that is passed over, as docker passes it over without a word; empty where there is none. */
export function kernelMemoryWarning({ kernelMemory }: Pick<ResourceFlags, 'kernelMemory'>): string {
  if (!read('--kernel-memory', kernelMemory, parseBytes)) return '';
  return 'WARNING: --kernel-memory limits nothing: kernels count that memory with all other, which --memory limits.\n';
}

/** Bytes of a flag that has them. Throws `UsageError` in docker's words. */
export function bytesOption(flag: string, text: string): number {
  return read(flag, text, parseBytes)!;
}

/** Bytes of a text that may be none. */
export function bytesIn(text: string): number | undefined {
  try {
    return parseBytes(text);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** What is wrong with a value, without the option it was given to. */
class Malformed extends Error {}

function read(flag: string, text: string | undefined, parse: (text: string) => number): number | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
    throw invalidArgument(flag, text, cause.message);
  }
}

const UNITS = ['', 'k', 'm', 'g', 't', 'p'];

/**
 * Bytes: a number, whole or not, and a unit whose steps are 1024 whether or not there is an `i` in it.
 *
 * @example parseBytes('1.5g') // 1610612736
 */
export function parseBytes(text: string): number {
  const [, digits = '', suffix = ''] = /^((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) ?(.*)$/is.exec(text) ?? [];
  const size = Number(digits);
  if (digits === '' || !Number.isFinite(size)) throw new Malformed(`invalid size: '${text}'`);
  const [, unit] = /^([kmgtp]?)(?:i?b)?$/.exec(suffix.toLowerCase()) ?? [];
  if (unit === undefined || /^ib$/i.test(suffix)) throw new Malformed(`invalid suffix: '${suffix}'`);
  const bytes = Math.floor(size * 1024 ** UNITS.indexOf(unit));
  // Beyond it a number no longer says which bytes are meant, and no machine has as many.
  if (!Number.isSafeInteger(bytes)) throw new Malformed(`invalid size: '${text}'`);
  return bytes;
}

/**
 * Billionths of a processor: a decimal number or a fraction, with nothing left over.
 *
 * @example parseNanoCpus('1.5') // 1500000000
 * @example parseNanoCpus('1/4') // 250000000
 */
export function parseNanoCpus(text: string): number {
  const [, numerator, denominator = '1'] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)(?:\/(\d+))?$/i.exec(text) ?? [];
  if (numerator === undefined || Number(denominator) === 0 || (text.includes('/') && !/^[+-]?\d+$/.test(numerator))) {
    throw new Malformed(`failed to parse ${text} as a rational number`);
  }
  const nano = (Number(numerator) * 1e9) / Number(denominator);
  const whole = Math.round(nano);
  // Decimal fractions have no exact binary form: what is off by less than rounding can explain is whole.
  if (Math.abs(nano - whole) > Math.abs(nano) * Number.EPSILON * 4) throw new Malformed('value is too precise');
  return whole;
}

const MAX_INT64 = 2n ** 63n - 1n;

function parseInteger(text: string): number {
  const failed = (why: string) => new Malformed(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[+-]?\d+$/.test(text)) throw failed('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  if (value > MAX_INT64 || value < -MAX_INT64 - 1n) throw failed('value out of range');
  return Number(value);
}
