import * as kernel from '../../syscall/constants.ts';
import { type Call, call, type KernelPath, numberCall } from '../call.ts';
import { namesOf } from './names.ts';

const MS = namesOf(/^MS_/);
const UMOUNT = namesOf(/^(MNT|UMOUNT)_/);
const TREE = namesOf(/^(OPEN_TREE_|AT_EMPTY_PATH$|AT_RECURSIVE$)/);
const MOVE = namesOf(/^MOVE_MOUNT_/);
const ATTR = namesOf(/^MOUNT_ATTR_[A-Z]/);
const { AT_FDCWD, AT_EMPTY_PATH, AT_RECURSIVE } = kernel;

/** mount(2). */
export const mount = (
  source: KernelPath,
  target: KernelPath,
  type: string | null,
  flags: number,
  data: string | null,
): Call => call('mount', source, target, type, { value: flags, names: MS }, data);

/** open_tree(2) with OPEN_TREE_CLONE: a copy of the mount at the path, with those below it, that is mounted nowhere yet. */
export const cloneTree = (dirFd: number, path: KernelPath, isRecursive: boolean): Call<number> => {
  const flags = kernel.OPEN_TREE_CLONE | kernel.OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | (isRecursive ? AT_RECURSIVE : 0);
  return numberCall('open_tree', { value: dirFd, names: { AT_FDCWD } }, path, { value: flags, names: TREE });
};

/** move_mount(2) of what is open at the one descriptor to what is open at the other. */
export const moveMount = (from: number, to: number): Call => {
  const flags = kernel.MOVE_MOUNT_F_EMPTY_PATH | kernel.MOVE_MOUNT_T_EMPTY_PATH;
  return call('move_mount', from, '', to, '', { value: flags, names: MOVE });
};

/** What mount_setattr(2) is to change. */
export interface MountAttributes {
  readonly set: number;
  readonly clear: number;
  /** MS_PRIVATE and its like; 0 leaves it as it is. */
  readonly propagation?: number;
  /** Descriptor of the user namespace whose ids are mapped, with MOUNT_ATTR_IDMAP. */
  readonly userNamespace?: number;
}

/** mount_setattr(2) of what is open at the descriptor, with all that is mounted below where that is wanted. */
export const mountSetattr = (fd: number, isRecursive: boolean, attributes: MountAttributes): Call => {
  const { set, clear, propagation = 0, userNamespace = 0 } = attributes;
  const structure = [{ value: set, names: ATTR }, { value: clear, names: ATTR }, propagation, userNamespace];
  const flags = AT_EMPTY_PATH | (isRecursive ? AT_RECURSIVE : 0);
  return call('mount_setattr', fd, '', { value: flags, names: TREE }, { words: structure }, 32);
};

/** umount2(2). */
export const umount2 = (target: KernelPath, flags: number): Call =>
  call('umount2', target, { value: flags, names: UMOUNT });

/** pivot_root(2). */
export const pivotRoot = (newRoot: KernelPath, putOld: KernelPath): Call => call('pivot_root', newRoot, putOld);

/** sethostname(2). */
export const sethostname = (name: string): Call => call('sethostname', name, Buffer.byteLength(name));

/** setdomainname(2). */
export const setdomainname = (name: string): Call => call('setdomainname', name, Buffer.byteLength(name));
