import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseResources } from '../../../engine/bundle/parse-config.ts';
import type { JsonInteger, Resources } from '../../../engine/bundle/runtime-spec.ts';
import { updateContainer } from '../../../engine/lifecycle/update.ts';
import type { Run } from '../command.ts';
import { UsageMistake } from '../errors.ts';
import { optionOf, type Words } from '../flags.ts';

export const update: Run = async (words, { store, cwd, log, cache, isRootless }) => {
  const file = optionOf(words, 'resources');
  const resources =
    file === undefined
      ? resourcesFrom(words)
      : parseResources(readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8'));
  const schemata = { l3CacheSchema: optionOf(words, 'l3-cache-schema'), memBwSchema: optionOf(words, 'mem-bw-schema') };
  await updateContainer({ store, id: words.args[0]!, resources, schemata, log, cache, isRootless });
  return 0;
};

function resourcesFrom(words: Words): Resources {
  const number = (name: string) => integer(name, optionOf(words, name));
  const count = (name: string) => (optionOf(words, name) === undefined ? undefined : Number(number(name)));
  const size = (name: string) => bytes(name, optionOf(words, name));
  const some = <T extends object>(fields: T) => {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
    return given.length === 0 ? undefined : (Object.fromEntries(given) as T);
  };
  const resources = {
    memory: some({
      limit: size('memory'),
      reservation: size('memory-reservation'),
      swap: size('memory-swap'),
      kernel: size('kernel-memory'),
      kernelTCP: size('kernel-memory-tcp'),
    }),
    cpu: some({
      shares: number('cpu-share'),
      period: number('cpu-period'),
      quota: number('cpu-quota'),
      burst: number('cpu-burst'),
      realtimePeriod: number('cpu-rt-period'),
      realtimeRuntime: number('cpu-rt-runtime'),
      idle: count('cpu-idle'),
      cpus: optionOf(words, 'cpuset-cpus'),
      mems: optionOf(words, 'cpuset-mems'),
    }),
    blockIO: some({ weight: count('blkio-weight') }),
    pids: some({ limit: number('pids-limit') }),
  };
  return (some(resources) ?? {}) as Resources;
}

function integer(name: string, text: string | undefined): JsonInteger | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  if (/^-?\d{16,19}$/.test(text)) return BigInt(text);
  throw new UsageMistake(`invalid value ${JSON.stringify(text)} for --${name}: expected a number`);
}

/** A number of bytes, or of units of 1024: `64M`, `1gb`. */
function bytes(name: string, text: string | undefined): JsonInteger | undefined {
  const [, digits, unit = ''] = /^(\d+)\s*([kmgtp]?)i?b?$/i.exec(text ?? '') ?? [];
  if (digits === undefined || unit === '') return integer(name, text?.replace(/b$/i, ''));
  return BigInt(digits) << BigInt(10 * (1 + 'kmgtp'.indexOf(unit.toLowerCase())));
}
