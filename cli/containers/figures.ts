import { totalmem } from 'node:os';
import type { BlockIo } from '../../engine/cgroup/block-io.ts';
import { processesOf } from '../../engine/container-processes.ts';
import { cgroupOf, type Keeper } from '../../engine/finish-container.ts';
import { readIfThere } from '../../engine/read-if-there.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { binarySize } from '../../machines/binary-size.ts';
import { humanSize } from '../terminal/human-size.ts';

/** What is read of a container at one moment. */
export interface Sample {
  /** Milliseconds of a clock that does not jump. */
  readonly at: number;
  /** Microseconds of processor time; undefined where nobody counts it. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  readonly memoryLimit: number;
  readonly pids: number;
  /** Bytes that came in and went out, over everything but loopback. */
  readonly received: number;
  readonly sent: number;
  readonly block: BlockIo;
}

/** Reads the kernel's counters. */
export function sampleOf(keeper: Keeper, state: ContainerState): Sample {
  const cgroup = cgroupOf(keeper, state.id);
  const { memory, cpu, pids } = cgroup?.stats() ?? {};
  return {
    at: performance.now(),
    cpu: cpu?.usage,
    memory: memory?.current,
    memoryLimit: memory?.limit ?? totalmem(),
    pids: pids?.current ?? processesOf(keeper, state).length,
    ...trafficOf(state),
    block: cgroup?.blockIo() ?? { read: 0, written: 0 },
  };
}

function trafficOf({ init }: ContainerState): Pick<Sample, 'received' | 'sent'> {
  const rows = readIfThere(`/proc/${init?.pid}/net/dev`).split('\n').slice(2);
  const figures = rows.map((row) => row.trim().split(/[:\s]+/)).filter(([name]) => name && name !== 'lo');
  const sum = (column: number) => figures.reduce((total, row) => total + Number(row[column]), 0);
  return { received: sum(1), sent: sum(9) };
}

/** What a row of `stats` has beside the word and the id of the container, in docker's fields. */
export function figuresOf({ id, name = '' }: ContainerState, before: Sample, now: Sample): Record<string, string> {
  const percent = (part: number | undefined, whole: number) =>
    part === undefined || whole <= 0 ? '--' : `${((100 * part) / whole).toFixed(2)}%`;
  const used = now.cpu === undefined || before.cpu === undefined ? undefined : (now.cpu - before.cpu) / 1000;
  const memory = now.memory === undefined ? '--' : memorySize(now.memory);
  return {
    Name: name || id.slice(0, 12),
    CPUPerc: percent(used, now.at - before.at),
    MemUsage: `${memory} / ${memorySize(now.memoryLimit)}`,
    MemPerc: percent(now.memory, now.memoryLimit),
    NetIO: `${humanSize(now.received, 3)} / ${humanSize(now.sent, 3)}`,
    BlockIO: `${humanSize(now.block.read, 3)} / ${humanSize(now.block.written, 3)}`,
    PIDs: String(now.pids),
  };
}

/** Powers of 1024 without a space, as docker writes memory. */
const memorySize = (bytes: number) => binarySize(bytes).replace(' ', '');
