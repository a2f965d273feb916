import { call } from './libc.ts';
import type { Syscalls } from './syscalls.ts';

const LINUX_CAPABILITY_VERSION_3 = 0x20080522;

/** The calls about users, groups and capabilities. @see linux.ts */
export const identityCalls = {
  setgroups(gids: readonly number[]) {
    call('int setgroups(size_t, const void *)', [gids.length, Buffer.from(Uint32Array.from(gids).buffer)], [gids]);
  },
  setresgid: (real: number, effective: number, saved: number) =>
    void call('int setresgid(uint32_t, uint32_t, uint32_t)', [real, effective, saved]),
  setresuid: (real: number, effective: number, saved: number) =>
    void call('int setresuid(uint32_t, uint32_t, uint32_t)', [real, effective, saved]),
  capset(effective: bigint, permitted: bigint, inheritable: bigint) {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(LINUX_CAPABILITY_VERSION_3, 0);
    call(
      'int capset(const void *, const void *)',
      [header, capabilityData([effective, permitted, inheritable])],
      [effective, permitted, inheritable],
    );
  },
} satisfies Partial<Syscalls>;

/** struct __user_cap_data_struct[2]: the low halves of the three sets, then the high halves. */
function capabilityData(sets: readonly bigint[]): Buffer {
  const words = [...sets.map((set) => set & 0xffffffffn), ...sets.map((set) => set >> 32n)];
  return Buffer.from(Uint32Array.from(words.map(Number)).buffer);
}
