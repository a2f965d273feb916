import { S_IFDIR, S_IFMT } from '../../syscall/constants.ts';

/** What a call of a dry run is taken to come to. */
export interface Answer {
  /** What the kernel would give back; 0 where nothing is said. */
  readonly result?: number;
  /** Symbolic name of the error that it fails with. */
  readonly error?: string;
  /** What the kernel would write into the call's rooms; zeros where nothing is said. */
  readonly written?: readonly Buffer[];
  /** Why it is only a guess, where what is done next depends on it. */
  readonly assumed?: string;
}

/** What a statx(2) of a dry run tells. */
export interface Status {
  /** Type and permissions. */
  readonly mode: number;
  readonly inode?: bigint;
  readonly uid?: number;
  readonly gid?: number;
  readonly device?: { readonly major: number; readonly minor: number };
}

export const isDirectory = ({ mode }: Status): boolean => (mode & S_IFMT) === S_IFDIR;

/** struct statx, linux/stat.h: as much of it as anybody reads. */
export function statusBytes({ mode, inode = 1n, uid = 0, gid = 0, device }: Status): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.writeUInt32LE(uid, 20);
  bytes.writeUInt32LE(gid, 24);
  bytes.writeUInt16LE(mode, 28);
  bytes.writeBigUInt64LE(inode, 32);
  bytes.writeUInt32LE(device?.major ?? 0, 128);
  bytes.writeUInt32LE(device?.minor ?? 0, 132);
  return bytes;
}
