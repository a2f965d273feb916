import type { Call } from '../../stub/call.ts';
import { shownCall } from '../../stub/show.ts';
import type { OpenFile } from './descriptors.ts';
import type { DryWorld } from './world.ts';

/** The positions of arguments that are descriptors, by the name of the call. */
const DESCRIPTORS: Readonly<Record<string, readonly number[]>> = {
  close: [0],
  openat2: [0],
  fchown: [0],
  statx: [0],
  fstatfs: [0],
  open_tree: [0],
  move_mount: [0, 2],
  mount_setattr: [0],
  dup3: [0],
  setns: [0],
  write: [0],
  read: [0],
  getdents64: [0],
  ioctl: [0],
  fcntl: [0],
  sendfile: [0, 1],
  sendmsg: [0, 1],
};

/** The call as `shownCall` has it, with the paths that descriptors stand for, and no other numbers of descriptors. */
export function readableCall(call: Call<unknown>, world: DryWorld): { name: string; args: readonly string[] } {
  const { name, args } = shownCall(call);
  const positions = DESCRIPTORS[call.name] ?? [];
  return { name, args: args.map((text, index) => readable(text, positions.includes(index), world)) };
}

function readable(text: string, isDescriptor: boolean, { descriptors }: DryWorld): string {
  if (isDescriptor && /^(0x)?[0-9a-f]+$/.test(text)) return named(descriptors.at(Number(text)));
  if (!/^"\/proc\/self\/fd\/\d/.test(text)) return text;
  const path = descriptors.behind(JSON.parse(text) as string)?.path;
  return path === undefined ? text : JSON.stringify(path);
}

function named(file: OpenFile | undefined): string {
  const { path = '' } = file ?? {};
  return path.startsWith('/') ? JSON.stringify(path) : path || 'socket';
}
