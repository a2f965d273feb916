import { type Argument, type Call, call, numberCall } from '../call.ts';

/** linux/bpf.h */
const BPF_PROG_LOAD = 5;
const BPF_PROG_ATTACH = 8;
const BPF_PROG_DETACH = 9;
const BPF_PROG_GET_FD_BY_ID = 13;
const BPF_PROG_QUERY = 16;
const BPF_PROG_TYPE_CGROUP_DEVICE = 15;
const BPF_CGROUP_DEVICE = 6;
const BPF_F_ALLOW_MULTI = 2;
const INSTRUCTION_SIZE = 8;
/** The most programs that a cgroup can have. kernel/bpf/cgroup.c */
const MOST_PROGRAMS = 64;

/** Two words of 32 bits as one of 64, the first in the lower half. */
const pair = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0);

/** bpf(2) BPF_PROG_LOAD of a program that decides about devices: its descriptor. */
export const loadDeviceProgram = (program: Uint8Array): Call<number> => {
  const attributes = [
    pair(BPF_PROG_TYPE_CGROUP_DEVICE, program.length / INSTRUCTION_SIZE),
    { bytes: program },
    { bytes: Buffer.from('GPL\0') },
    0, // level and size of the verifier's log
    0, // where to
    0, // version of the kernel, flags
  ];
  return named(numberCall, 'BPF_PROG_LOAD', BPF_PROG_LOAD, attributes, [
    `${program.length / INSTRUCTION_SIZE} instructions`,
  ]);
};

/** bpf(2) BPF_PROG_ATTACH of the program to the cgroup, beside those that are there. */
export const attachDeviceProgram = (cgroup: number, program: number): Call => {
  const attributes = [pair(cgroup, program), pair(BPF_CGROUP_DEVICE, BPF_F_ALLOW_MULTI)];
  return named(call, 'BPF_PROG_ATTACH', BPF_PROG_ATTACH, attributes, [cgroup, program]);
};

/** bpf(2) BPF_PROG_DETACH. */
export const detachProgram = (cgroup: number, program: number): Call =>
  named(
    call,
    'BPF_PROG_DETACH',
    BPF_PROG_DETACH,
    [pair(cgroup, program), pair(BPF_CGROUP_DEVICE, 0)],
    [cgroup, program],
  );

/** bpf(2) BPF_PROG_GET_FD_BY_ID. */
export const openProgram = (id: number): Call<number> =>
  named(numberCall, 'BPF_PROG_GET_FD_BY_ID', BPF_PROG_GET_FD_BY_ID, [BigInt(id)], [id]);

/** bpf(2) BPF_PROG_QUERY: the ids of the programs that decide about devices in the cgroup. */
export const queryDevicePrograms = (cgroup: number): Call<number[]> => {
  const ids = { room: 4 * MOST_PROGRAMS };
  // The structure is written to: the number of programs, which is as many as there is room for at first, becomes what it is.
  const attributes = { words: [pair(cgroup, BPF_CGROUP_DEVICE), 0, ids, pair(MOST_PROGRAMS, 0)] };
  return {
    name: 'bpf',
    args: [BPF_PROG_QUERY, attributes, 32],
    read: (_, [list]) => idsIn(list!),
    shown: { name: 'bpf BPF_PROG_QUERY', args: [cgroup] },
  };
};

/** No program has the id 0. */
function idsIn(list: Buffer): number[] {
  const ids = Array.from({ length: MOST_PROGRAMS }, (_, index) => list.readUInt32LE(4 * index));
  return ids.filter((id) => id !== 0);
}

function named<Result>(
  make: (name: string, ...args: Argument[]) => Call<Result>,
  shown: string,
  command: number,
  attributes: readonly Argument[],
  args: readonly (number | string)[],
): Call<Result> {
  const words = { words: attributes };
  return {
    ...make('bpf', command, words, 8 * attributes.length),
    shown: { name: `bpf ${shown}`, args: args.map((one) => (typeof one === 'string' ? { text: one } : one)) },
  };
}
