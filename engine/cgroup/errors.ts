import type { DeviceRule } from '../bundle/runtime-spec.ts';
import { EngineError } from '../errors.ts';

/** A limit was asked for that this host or user cannot set: to run without it would be worse than not to run. */
export class LimitUnavailable extends EngineError<'HOST_UNSUPPORTED'> {
  readonly code = 'HOST_UNSUPPORTED';
  /** The controllers that are missing: `memory`, `cpu`. */
  readonly controllers: readonly string[];

  constructor(controllers: readonly string[], reason: string, hint: string) {
    super(`cannot limit ${controllers.join(', ')} here: ${reason}`, { hint });
    this.controllers = controllers;
  }
}

/** The kernel did not take what was written to a file of a cgroup. */
export class CgroupRefused extends EngineError {
  /** Symbolic name of the kernel's error: `EPERM`. */
  readonly code: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly value: string;

  constructor(file: string, value: string, cause: NodeJS.ErrnoException) {
    const { code = 'CGROUP_REFUSED' } = cause;
    const { hint = '' } = HINTS.find((one) => one.file.test(file) && one.code.test(code)) ?? {};
    super(`failed to write "${value}": write ${file}: ${REASONS[code] ?? cause.message}`, { cause, hint });
    this.code = code;
    this.file = file;
    this.value = value;
  }
}

/** A directory of a cgroup cannot be made, or cannot be removed. */
export class CgroupBusy extends EngineError {
  /** Symbolic name of the kernel's error; EBUSY where it gave none and processes stay. */
  readonly code: string;
  readonly directory: string;

  constructor(what: string, directory: string, cause?: unknown) {
    const { code } = (cause ?? {}) as NodeJS.ErrnoException;
    const reason = REASONS[code ?? ''] ?? 'it is still in use';
    super(`cannot ${what} the cgroup ${directory}: ${reason}`, {
      cause,
      hint: `cat ${directory}/cgroup.procs shows which processes are in it.`,
    });
    this.code = code ?? 'EBUSY';
    this.directory = directory;
  }
}

/** A rule about devices that means nothing. */
export class InvalidDeviceRule extends EngineError<'CONFIG_INVALID'> {
  readonly code = 'CONFIG_INVALID';

  constructor(rule: DeviceRule) {
    const expected = 'type a, b or c, access of r, w and m, and numbers that are not negative';
    super(`invalid device rule ${JSON.stringify(rule)}: expected ${expected}`);
  }
}

/** The cgroup that a container was to have is used by somebody else, or stopped. */
export class CgroupUnfit extends EngineError<'CGROUP_UNFIT'> {
  readonly code = 'CGROUP_UNFIT';
}

/** A path of a cgroup, or a name of one, that cannot be taken. */
export class InvalidCgroupsPath extends EngineError<'CONFIG_INVALID'> {
  readonly code = 'CONFIG_INVALID';
}

/** What to try, where the kernel's reason does not say it. */
const HINTS: readonly { readonly file: RegExp; readonly code: RegExp; readonly hint: string }[] = [
  {
    file: /bfq\.weight/,
    code: /^E(OP)?NOTSUP/,
    hint: 'Only the scheduler BFQ has weights: cat /sys/block/NAME/queue/scheduler shows whose the device is, and bfq written to it changes that.',
  },
  {
    file: /\/cpu\.rt_/,
    code: /^EINVAL$/,
    hint: `A cgroup can give only of the real time that those above it have, which is none by default:
mkdir -p /sys/fs/cgroup/cpu/learn-run && echo 500000 >/sys/fs/cgroup/cpu/learn-run/cpu.rt_runtime_us
lets the next containers have some. It is what docker's daemon does with its own --cpu-rt-runtime.`,
  },
  {
    file: /\/(blkio\.throttle|io\.max)/,
    code: /^ENODEV$/,
    hint: 'Only whole disks can be limited, no partitions and no other devices: lsblk -d shows them.',
  },
];

/** The kernel's reasons, in its own words. @see errno(3) */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'device or resource busy',
  EINVAL: 'invalid argument',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTSUP: 'operation not supported',
  EOPNOTSUPP: 'operation not supported',
  EPERM: 'operation not permitted',
  ERANGE: 'numerical result out of range',
  EROFS: 'read-only file system',
  ESRCH: 'no such process',
};
