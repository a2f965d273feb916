import {
  AF_UNIX,
  MSG_CMSG_CLOEXEC,
  MSG_NOSIGNAL,
  SCM_RIGHTS,
  SOCK_CLOEXEC,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../../syscall/constants.ts';
import { type Call, call } from '../call.ts';

/** Bytes of text that may come with a descriptor: the name of a terminal. */
const MAX_TEXT = 4096;
/** One control message with one descriptor in it. @see cmsg(3) */
const CONTROL_SIZE = 24;

/** socketpair(2) AF_UNIX, SOCK_STREAM: both ends. */
export const unixSocketPair = (): Call<readonly [number, number]> => ({
  name: 'socketpair',
  args: [AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, { room: 8 }],
  read: (_, [ends]) => [ends!.readInt32LE(0), ends!.readInt32LE(4)],
});

/** sendmsg(2) SCM_RIGHTS: hands the descriptor to whoever reads the other end; `text` goes with it and is not empty. */
export const sendDescriptor = (socketFd: number, fd: number, text: string): Call => {
  const bytes = Buffer.from(text);
  const control = controlMessage(fd);
  const vector = { words: [{ bytes }, bytes.length] };
  const message = { words: [null, 0, vector, 1, { bytes: control }, control.length, 0] };
  return {
    ...call('sendmsg', socketFd, message, MSG_NOSIGNAL),
    shown: { name: 'sendmsg SCM_RIGHTS', args: [socketFd, fd, text] },
  };
};

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

/** struct cmsghdr: length, level, type; the descriptor behind it, padded to eight bytes. */
function controlMessage(fd: number): Buffer {
  const control = Buffer.alloc(CONTROL_SIZE);
  control.writeBigUInt64LE(20n, 0);
  control.writeInt32LE(SOL_SOCKET, 8);
  control.writeInt32LE(SCM_RIGHTS, 12);
  control.writeInt32LE(fd, 16);
  return control;
}
