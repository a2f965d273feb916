import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CgroupV1 } from '../../../engine/cgroup/v1.ts';
import { CgroupV2 } from '../../../engine/cgroup/v2.ts';

let mountPoint: string;
beforeEach(() => {
  mountPoint = mkdtempSync(join(tmpdir(), 'learn-run-cgroup-'));
});
afterEach(() => rmSync(mountPoint, { recursive: true }));

const WEIGHTS = { blockIO: { weight: 500, weightDevice: [{ major: 8, minor: 0, weight: 10 }] } };

/** What would be written for the weights where the cgroup above has these files. */
function planned(version: 'v1' | 'v2', files: readonly string[]): [string, string][] {
  mkdirSync(join(mountPoint, 'learn-run'));
  for (const file of files) writeFileSync(join(mountPoint, 'learn-run', file), '');
  const hierarchy = { controllers: ['blkio'], mountPoint, isReadOnly: false, own: '/' };
  const path = '/learn-run/x';
  const cgroup = version === 'v1' ? new CgroupV1([hierarchy], path) : new CgroupV2(mountPoint, path);
  return cgroup.planLimits(WEIGHTS).map(({ file, value }) => [file, value]);
}

describe('a plan of limits that kernels have in several forms', () => {
  it.each([
    ['v1', ['blkio.weight', 'blkio.weight_device'], ['blkio.weight', '500'], ['blkio.weight_device', '8:0 10']],
    ['v1', ['blkio.bfq.weight'], ['blkio.bfq.weight', '500'], ['blkio.bfq.weight_device', '8:0 10']],
    ['v2', ['io.bfq.weight', 'io.weight'], ['io.bfq.weight', '500'], ['io.bfq.weight', '8:0 10']],
    ['v2', ['io.weight'], ['io.weight', '4950'], ['io.weight', '8:0 1']],
  ] as const)('has the one that the cgroup above shows, with %s and %j', (version, files, ...expected) => {
    expect(planned(version, files)).toEqual(expected);
  });

  it.each([
    ['v1', 'blkio.bfq.weight'],
    ['v2', 'io.weight'],
  ] as const)('has that of kernels of today where none is to be seen, with %s', (version, file) => {
    expect(planned(version, [])[0]?.[0]).toBe(file);
  });
});
