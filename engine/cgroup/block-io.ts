import { join } from 'node:path';
import { readControl } from './control-file.ts';

/** What a cgroup has read from block devices and written to them, in bytes. */
export interface BlockIo {
  readonly read: number;
  readonly written: number;
}

/** Where v1 counts it; the first is that of the cgroups below as well, which only newer kernels have. */
const V1_FILES = ['blkio.throttle.io_service_bytes_recursive', 'blkio.throttle.io_service_bytes'];

/**
 * What io.stat says of all devices: `8:0 rbytes=4096 wbytes=0 …`
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files
 */
export function blockIoV2(directory: string): BlockIo {
  const text = readControl(join(directory, 'io.stat')) ?? '';
  return { read: sumOf(text, /\brbytes=(\d+)/g), written: sumOf(text, /\bwbytes=(\d+)/g) };
}

/**
 * The same of v1, where each device has a line for each kind of operation: `8:0 Read 4096`. Zeros where nobody counts.
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html
 */
export function blockIoV1(directory: string | undefined): BlockIo {
  const texts = V1_FILES.map((name) => directory && readControl(join(directory, name)));
  const text = texts.find((found) => found) ?? '';
  return { read: sumOf(text, /^\d+:\d+ Read (\d+)$/gm), written: sumOf(text, /^\d+:\d+ Write (\d+)$/gm) };
}

const sumOf = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern)).reduce((total, [, bytes]) => total + Number(bytes), 0);
