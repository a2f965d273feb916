import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from '../../syscall/constants.ts';
import type { Call, KernelPath } from '../call.ts';

const FLAGS = { AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH };
const STATX_BASIC_STATS = 0x7ff;
const STATX_SIZE = 256;

/** What there is to know of a file. @see statx(2) */
export interface FileStatus {
  /** Type and permissions. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly inode: bigint;
  /** The file system that it is on: together with the inode, which file it is. */
  readonly fileSystem: string;
  readonly size: number;
  /** Of a device node: which device it is. */
  readonly device: { readonly major: number; readonly minor: number };
  /** Nanoseconds since 1970. */
  readonly atime: bigint;
  readonly mtime: bigint;
}

/** statx(2), following links. */
export const stat = (path: KernelPath): Call<FileStatus> => statx(AT_FDCWD, path, 0);

/** statx(2) of a link itself. */
export const lstat = (path: KernelPath): Call<FileStatus> => statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);

/** statx(2) of what is open at the descriptor. */
export const fstat = (fd: number): Call<FileStatus> => statx(fd, '', AT_EMPTY_PATH);

function statx(dirFd: number, path: KernelPath, flags: number): Call<FileStatus> {
  const from = { value: dirFd, names: { AT_FDCWD } };
  return {
    name: 'statx',
    args: [from, path, { value: flags, names: FLAGS }, STATX_BASIC_STATS, { room: STATX_SIZE }],
    read: (_, [status]) => statusOf(status!),
  };
}

/** struct statx, linux/stat.h. */
function statusOf(status: Buffer): FileStatus {
  const time = (at: number) => status.readBigInt64LE(at) * 1_000_000_000n + BigInt(status.readUInt32LE(at + 8));
  return {
    mode: status.readUInt16LE(28),
    uid: status.readUInt32LE(20),
    gid: status.readUInt32LE(24),
    inode: status.readBigUInt64LE(32),
    fileSystem: `${status.readUInt32LE(136)}:${status.readUInt32LE(140)}`,
    size: Number(status.readBigUInt64LE(40)),
    device: { major: status.readUInt32LE(128), minor: status.readUInt32LE(132) },
    atime: time(64),
    mtime: time(112),
  };
}

export type FileType =
  | 'file'
  | 'directory'
  | 'link'
  | 'character device'
  | 'block device'
  | 'pipe'
  | 'socket'
  | 'unknown';

const TYPES: Readonly<Record<number, FileType>> = {
  [S_IFREG]: 'file',
  [S_IFDIR]: 'directory',
  [S_IFLNK]: 'link',
  [S_IFCHR]: 'character device',
  [S_IFBLK]: 'block device',
  [S_IFIFO]: 'pipe',
  [S_IFSOCK]: 'socket',
};

/** What kind of file it is. */
export function typeOf({ mode }: FileStatus): FileType {
  return TYPES[mode & S_IFMT] ?? 'unknown';
}

/** What a file lies on. */
export interface FileSystemStatus {
  /** The magic number of the file system. */
  readonly type: number;
  /** ST_ flags of the mount, which have the numbers of MS_ flags but for those of access times and links. */
  readonly flags: number;
}

/** statfs(2). */
export const statfs = (path: KernelPath): Call<FileSystemStatus> => ({
  name: 'statfs',
  args: [path, { room: 120 }],
  read: (_, [status]) => fileSystemIn(status!),
});

/** fstatfs(2). */
export const fstatfs = (fd: number): Call<FileSystemStatus> => ({
  name: 'fstatfs',
  args: [fd, { room: 120 }],
  read: (_, [status]) => fileSystemIn(status!),
});

/** struct statfs */
function fileSystemIn(status: Buffer): FileSystemStatus {
  return { type: Number(status.readBigInt64LE(0)), flags: Number(status.readBigInt64LE(80)) };
}

/** statfs(2): the magic number of the file system. */
export const fileSystemType = (path: KernelPath): Call<number> => {
  const asking = statfs(path);
  return { ...asking, read: (result, written) => asking.read(result, written).type };
};
