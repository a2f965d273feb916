import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockIoV1, blockIoV2 } from '../../../engine/cgroup/block-io.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-block-io-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
const write = (name: string, ...lines: string[]) => writeFileSync(join(directory, name), `${lines.join('\n')}\n`);

describe('what a cgroup has read from block devices and written to them', () => {
  it('is the sum over all devices in v2', () => {
    write('io.stat', '8:0 rbytes=4096 wbytes=1024 rios=1 wios=2 dbytes=7 dios=1', '', '253:1 rbytes=1 wbytes=2 rios=0');
    expect(blockIoV2(directory)).toEqual({ read: 4097, written: 1026 });
  });

  it('is the sum of the lines of each device in v1, with the cgroups below where the kernel counts them', () => {
    write('blkio.throttle.io_service_bytes', '8:0 Read 5', '8:0 Write 6', '8:0 Sync 11', '8:0 Total 11', 'Total 11');
    expect(blockIoV1(directory)).toEqual({ read: 5, written: 6 });
    write('blkio.throttle.io_service_bytes_recursive', '8:0 Read 50', '8:16 Read 7', '8:0 Write 60', 'Total 117');
    expect(blockIoV1(directory)).toEqual({ read: 57, written: 60 });
  });

  it('is nothing where nobody counts', () => {
    expect([blockIoV1(undefined), blockIoV1(directory), blockIoV2(directory)]).toEqual(
      Array.from({ length: 3 }, () => ({ read: 0, written: 0 })),
    );
  });
});
