import { type Call, call, type KernelPath } from '../call.ts';
import { namesOf } from './names.ts';

const MS = namesOf(/^MS_/);
const UMOUNT = namesOf(/^(MNT|UMOUNT)_/);

/** mount(2). */
export const mount = (
  source: KernelPath,
  target: KernelPath,
  type: string | null,
  flags: number,
  data: string | null,
): Call => call('mount', source, target, type, { value: flags, names: MS }, data);

/** umount2(2). */
export const umount2 = (target: KernelPath, flags: number): Call =>
  call('umount2', target, { value: flags, names: UMOUNT });

/** pivot_root(2). */
export const pivotRoot = (newRoot: KernelPath, putOld: KernelPath): Call => call('pivot_root', newRoot, putOld);

/** sethostname(2). */
export const sethostname = (name: string): Call => call('sethostname', name, Buffer.byteLength(name));

/** setdomainname(2). */
export const setdomainname = (name: string): Call => call('setdomainname', name, Buffer.byteLength(name));
