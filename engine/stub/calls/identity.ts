import { type Call, call } from '../call.ts';

const LINUX_CAPABILITY_VERSION_3 = 0x20080522;

/** setgroups(2). */
export const setgroups = (gids: readonly number[]): Call => ({
  ...call('setgroups', gids.length, { bytes: Buffer.from(Uint32Array.from(gids).buffer) }),
  shown: { name: 'setgroups', args: [gids.length, { text: JSON.stringify(gids) }] },
});

/** setresgid(2). */
export const setresgid = (real: number, effective: number, saved: number): Call =>
  call('setresgid', real, effective, saved);

/** setresuid(2). */
export const setresuid = (real: number, effective: number, saved: number): Call =>
  call('setresuid', real, effective, saved);

/** capset(2): sets of capability numbers as masks of 64 bits. */
export const capset = (effective: bigint, permitted: bigint, inheritable: bigint): Call => ({
  ...call(
    'capset',
    { bytes: Buffer.from(Uint32Array.of(LINUX_CAPABILITY_VERSION_3, 0).buffer) },
    { bytes: capabilityData([effective, permitted, inheritable]) },
  ),
  shown: { name: 'capset', args: [effective, permitted, inheritable] },
});

/** struct __user_cap_data_struct[2]: the low halves of the three sets, then the high halves. */
function capabilityData(sets: readonly bigint[]): Buffer {
  const words = [...sets.map((set) => set & 0xffffffffn), ...sets.map((set) => set >> 32n)];
  return Buffer.from(Uint32Array.from(words.map(Number)).buffer);
}

/** prlimit(2): of the process that calls where no other is named; RLIM_INFINITY is 2n ** 64n - 1n. */
export const setrlimit = (resource: number, soft: bigint, hard: bigint, pid = 0): Call => ({
  ...call('prlimit64', pid, resource, { words: [soft, hard] }, null),
  shown: { name: 'prlimit64', args: [pid, resource, { words: [soft, hard] }] },
});
