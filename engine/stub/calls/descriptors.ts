import { O_CLOEXEC } from '../../syscall/constants.ts';
import { type Call, call, type KernelPath, numberCall } from '../call.ts';

const CLOSE_RANGE_CLOEXEC = 4;
const FCNTL = { F_SETFD: 2, F_ADD_SEALS: 1033 };
const SEALS = { F_SEAL_SEAL: 1, F_SEAL_SHRINK: 2, F_SEAL_GROW: 4, F_SEAL_WRITE: 8 };

/** pipe2(2) with O_CLOEXEC. */
export function pipe2(): Call<{ read: number; write: number }> {
  return {
    name: 'pipe2',
    args: [{ room: 8 }, { value: O_CLOEXEC, names: { O_CLOEXEC } }],
    read: (_, [ends]) => ({ read: ends!.readInt32LE(0), write: ends!.readInt32LE(4) }),
  };
}

/** close(2). */
export const close = (fd: number): Call => call('close', fd);

/** close_range(2) with CLOSE_RANGE_CLOEXEC: marks every descriptor from `first` to `last` close-on-exec. */
export const closeRangeOnExec = (first: number, last: number): Call =>
  call('close_range', first, last, { value: CLOSE_RANGE_CLOEXEC, names: { CLOSE_RANGE_CLOEXEC } });

/** dup(2): the lowest number that is free. */
export const dup = (fd: number): Call<number> => numberCall('dup', fd);

/** dup3(2); without O_CLOEXEC the copy is inherited by the program. */
export const dup3 = (from: number, to: number, isClosedOnExec = false): Call =>
  call('dup3', from, to, { value: isClosedOnExec ? O_CLOEXEC : 0, names: { O_CLOEXEC } });

/** fcntl(2) F_SETFD: sets or clears FD_CLOEXEC. */
export const setCloseOnExec = (fd: number, isSet: boolean): Call =>
  call('fcntl', fd, { value: FCNTL.F_SETFD, names: FCNTL }, isSet ? 1 : 0);

/** memfd_create(2): a file in memory, which can be sealed. */
export const memfdCreate = (name: string): Call<number> => {
  const flags = { MFD_CLOEXEC: 1, MFD_ALLOW_SEALING: 2 };
  return numberCall('memfd_create', name, { value: 3, names: flags });
};

/** fcntl(2) F_ADD_SEALS: nobody can write to the file any more, or take the seals away. */
export const seal = (fd: number): Call =>
  call('fcntl', fd, { value: FCNTL.F_ADD_SEALS, names: FCNTL }, { value: 15, names: SEALS });

/** read(2): as much as there is, up to so many bytes. */
export const read = (fd: number, length: number): Call<Buffer> => ({
  name: 'read',
  args: [fd, { room: length }, length],
  read: (result, [bytes]) => bytes!.subarray(0, result),
});

/** pread64(2): up to so many bytes from this offset on. */
export const pread = (fd: number, length: number, offset: number): Call<Buffer> => ({
  ...read(fd, length),
  name: 'pread64',
  args: [fd, { room: length }, length, offset],
});

/** write(2): how much of it was taken. */
export const write = (fd: number, content: Uint8Array | string): Call<number> => {
  const bytes = Buffer.from(content);
  return {
    ...numberCall('write', fd, { bytes }, bytes.length),
    shown: { name: 'write', args: [fd, shownContent(content), bytes.length] },
  };
};

/** A text is worth to be seen, other bytes only how many there are. */
function shownContent(content: Uint8Array | string): KernelPath | { bytes: Uint8Array } {
  return typeof content === 'string' ? content : { bytes: content };
}
