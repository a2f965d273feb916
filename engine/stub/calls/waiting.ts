import { type Call, call, numberCall } from '../call.ts';

const CLOCK_BOOTTIME = 7;
const TFD_CLOEXEC = 0o2000000;
const POLLIN = 1;

/** timerfd_create(2) CLOCK_BOOTTIME, which goes on while the machine sleeps. */
export const timerfdCreate = (): Call<number> => ({
  ...numberCall('timerfd_create', CLOCK_BOOTTIME, TFD_CLOEXEC),
  shown: {
    name: 'timerfd_create',
    args: [
      { value: CLOCK_BOOTTIME, names: { CLOCK_BOOTTIME } },
      { value: TFD_CLOEXEC, names: { TFD_CLOEXEC } },
    ],
  },
});

/** timerfd_settime(2): once, so many seconds from now; a fraction counts. */
export const timerfdSettime = (fd: number, seconds: number): Call => ({
  // struct itimerspec: the interval, then the first time; each of seconds and nanoseconds.
  ...call('timerfd_settime', fd, 0, { words: [0, 0, Math.floor(seconds), Math.floor((seconds % 1) * 1e9)] }, null),
  shown: { name: 'timerfd_settime', args: [fd, 0, { text: `${seconds} s` }, null] },
});

/** ppoll(2) until one of the descriptors is ready to be read, or at its end: which of them are. */
export const awaitReadable = (fds: readonly number[]): Call<boolean[]> => {
  const plan = Buffer.alloc(8 * fds.length);
  for (const [index, fd] of fds.entries()) {
    plan.writeInt32LE(fd, 8 * index);
    plan.writeInt16LE(POLLIN, 8 * index + 4);
  }
  return {
    name: 'ppoll',
    args: [{ room: plan.length, filled: plan }, fds.length, null, null, 0],
    read: (_, [answer]) => fds.map((_fd, index) => answer!.readInt16LE(8 * index + 6) !== 0),
    shown: { name: 'ppoll', args: [{ text: JSON.stringify(fds) }, fds.length, null, null] },
  };
};
