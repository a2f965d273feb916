import { bitsOf } from '../../number-list.ts';
import { type Call, call } from '../call.ts';

const IOPRIO_WHO_PGRP = 2;
const IOPRIO_CLASS_SHIFT = 13;
const SCHED_ATTR_SIZE = 56;

/** struct sched_attr. @see sched_setattr(2) */
export interface SchedulingAttributes {
  readonly policy: number;
  readonly flags: number;
  readonly nice: number;
  readonly priority: number;
  /** Nanoseconds, for SCHED_DEADLINE. */
  readonly runtime: bigint;
  readonly deadline: bigint;
  readonly period: bigint;
}

/** sched_setattr(2) of the process that calls. */
export const schedSetattr = (attributes: SchedulingAttributes): Call => {
  const bytes = Buffer.alloc(SCHED_ATTR_SIZE);
  bytes.writeUInt32LE(SCHED_ATTR_SIZE, 0);
  bytes.writeUInt32LE(attributes.policy, 4);
  bytes.writeBigUInt64LE(BigInt(attributes.flags), 8);
  bytes.writeInt32LE(attributes.nice, 16);
  bytes.writeUInt32LE(attributes.priority, 20);
  bytes.writeBigUInt64LE(attributes.runtime, 24);
  bytes.writeBigUInt64LE(attributes.deadline, 32);
  bytes.writeBigUInt64LE(attributes.period, 40);
  const { policy, nice, priority } = attributes;
  return {
    ...call('sched_setattr', 0, { bytes }, 0),
    shown: { name: 'sched_setattr', args: [0, { text: `{policy=${policy}, nice=${nice}, priority=${priority}}` }, 0] },
  };
};

/** ioprio_set(2) of the process group of the process that calls. */
export const ioprioSet = (ioClass: number, priority: number): Call =>
  call('ioprio_set', IOPRIO_WHO_PGRP, 0, (ioClass << IOPRIO_CLASS_SHIFT) | priority);

/** sched_setaffinity(2) of the process that calls. */
export const schedSetaffinity = (cpus: readonly number[]): Call => {
  const bytes = bitMask(cpus);
  return {
    ...call('sched_setaffinity', 0, bytes.length, { bytes }),
    shown: { name: 'sched_setaffinity', args: [0, bytes.length, { text: JSON.stringify(cpus) }] },
  };
};

/** More processors than any kernel has. It keeps to those there are, and to those of the cgroup. */
const ALL_PROCESSORS = Buffer.alloc(1024, 0xff);

/** sched_setaffinity(2) of the process that calls, to every processor of its cgroup, those that will come to it included. */
export const schedSetaffinityToAll = (): Call => ({
  ...call('sched_setaffinity', 0, ALL_PROCESSORS.length, { bytes: ALL_PROCESSORS }),
  shown: { name: 'sched_setaffinity', args: [0, ALL_PROCESSORS.length, { text: '[all]' }] },
});

/** set_mempolicy(2): nodes as numbers; the mask is null where there are none. */
export const setMempolicy = (mode: number, nodes: readonly number[]): Call => {
  const bytes = bitMask(nodes);
  const mask = nodes.length === 0 ? null : { bytes };
  // The kernel takes the number of bits and one more. mm/mempolicy.c get_nodes()
  return call('set_mempolicy', mode, mask, nodes.length === 0 ? 0 : bytes.length * 8 + 1);
};

/** personality(2). */
export const personality = (persona: number): Call => call('personality', persona);

/** Numbers as bits, in whole words of 64. */
function bitMask(numbers: readonly number[]): Buffer {
  const bits = bitsOf(numbers);
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8) * 8);
  bytes.set(bits);
  return bytes;
}
