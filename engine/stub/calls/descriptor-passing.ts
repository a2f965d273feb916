import type { Call } from '../call.ts';

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SCM_RIGHTS = 1;
const MSG_CMSG_CLOEXEC = 0x40000000;
/** What may come with a descriptor: the name of a terminal. */
const MAX_TEXT = 4096;
/** One control message with one descriptor in it. */
const CONTROL_SIZE = 24;

/** socketpair(2) AF_UNIX, SOCK_STREAM: both ends. */
export const unixSockets = (): Call<readonly [number, number]> => ({
  name: 'socketpair',
  args: [AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, { room: 8 }],
  read: (_, [ends]) => [ends!.readInt32LE(0), ends!.readInt32LE(4)],
});

/** recvmsg(2) SCM_RIGHTS: the descriptor that was handed over, close-on-exec; undefined where the message holds none. */
export const takeDescriptor = (socket: number): Call<number | undefined> => {
  const vector = { words: [{ room: MAX_TEXT }, MAX_TEXT] };
  const message = { words: [null, 0, vector, 1, { room: CONTROL_SIZE }, CONTROL_SIZE, 0] };
  return {
    name: 'recvmsg',
    args: [socket, message, MSG_CMSG_CLOEXEC],
    read: (_, [, control]) => (control!.readInt32LE(12) === SCM_RIGHTS ? control!.readInt32LE(16) : undefined),
    shown: { name: 'recvmsg SCM_RIGHTS', args: [socket] },
  };
};
