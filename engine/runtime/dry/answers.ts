import type { Argument, Call } from '../../stub/call.ts';
import { PR_CAPBSET_READ } from '../../syscall/constants.ts';
import type { Answer } from './answer.ts';
import { numberOf, textOf, wordsOf } from './arguments.ts';
import type { OpenFile } from './descriptors.ts';
import {
  fileSystemAt,
  fileSystemOf,
  listDirectory,
  lookAt,
  makeDirectory,
  makeNode,
  mayExecute,
  openAnywhere,
  openInRoot,
} from './file-answers.ts';
import { copyTree, mountAnywhere, moveTree } from './mount-answers.ts';
import type { DryWorld } from './world.ts';

type Answering = (args: readonly Argument[], world: DryWorld, call: Call<unknown>) => Answer | Promise<Answer>;

/** What the kernel would answer to a call, if it were made; 0 to everything that nothing depends on. */
export async function answerTo(call: Call<unknown>, world: DryWorld): Promise<Answer> {
  const answering = Object.hasOwn(ANSWERS, call.name) ? ANSWERS[call.name] : undefined;
  return answering ? answering(call.args, world, call) : {};
}

const TIOCGPTPEER = 0x5441;
/** Files without a path: called by what they are. */
const PIPE: OpenFile = { path: 'pipe', isInside: false };
const SOCKET: OpenFile = { path: 'socket', isInside: false };

const ANSWERS: Readonly<Record<string, Answering>> = {
  openat: openAnywhere,
  openat2: openInRoot,
  mkdirat: makeDirectory,
  mknodat: makeNode,
  statx: lookAt,
  fstatfs: fileSystemOf,
  faccessat2: mayExecute,
  statfs: fileSystemAt,
  getdents64: listDirectory,
  mount: mountAnywhere,
  open_tree: copyTree,
  move_mount: moveTree,
  pivot_root: (_, world) => {
    world.isInside = true;
    return {};
  },
  chdir: ([path], world) => {
    world.workingDirectory = textOf(path);
    return {};
  },
  getcwd: (_, { workingDirectory }) => {
    const written = Buffer.from(`${workingDirectory}\0`);
    return { result: written.length, written: [written] };
  },
  pipe2: (_, { descriptors }) => {
    const ends = [descriptors.open(PIPE), descriptors.open(PIPE)];
    return { written: [Buffer.from(Int32Array.from(ends).buffer)] };
  },
  socket: (_, { descriptors }) => ({ result: descriptors.open(SOCKET) }),
  close: ([fd], { descriptors }) => (descriptors.close(numberOf(fd)) ? {} : { error: 'EBADF' }),
  dup: ([fd], { descriptors }) => ({ result: descriptors.open(descriptors.at(numberOf(fd)) ?? PIPE) }),
  dup3: ([from, to], { descriptors }) => {
    descriptors.copy(numberOf(from), numberOf(to));
    return { result: numberOf(to) };
  },
  ioctl: ([, request], { descriptors }) =>
    numberOf(request) === TIOCGPTPEER ? { result: descriptors.open({ path: '/dev/pts/0', isInside: true }) } : {},
  prctl: ([option, number], { bounding }) =>
    numberOf(option) === PR_CAPBSET_READ ? { result: Number((bounding >> BigInt(numberOf(number))) & 1n) } : {},
  umask: ([mask], world) => {
    const result = world.umask;
    world.umask = numberOf(mask);
    return { result };
  },
  setsid: () => ({ result: 1 }),
  write: ([, , length]) => ({ result: numberOf(length) }),
  // struct msghdr: name and its length, then the vector of one piece.
  sendmsg: ([, message]) => ({ result: numberOf(wordsOf(wordsOf(message)[2])[1]) }),
};
