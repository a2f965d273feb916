import type { Resources } from '../bundle/runtime-spec.ts';
import type { BlockIo } from './block-io.ts';
import type { Setting } from './control-file.ts';
import type { DevicePolicy } from './devices/rules.ts';

/** What the kernel has counted in a cgroup. Undefined: it does not count that here, or there is no limit. */
export interface CgroupStats {
  readonly memory: {
    /** Bytes. */
    readonly current: number | undefined;
    readonly peak: number | undefined;
    readonly limit: number | undefined;
    /** How many processes the OOM killer has killed here. */
    readonly oomKills: number | undefined;
  };
  readonly cpu: {
    /** Microseconds. */
    readonly usage: number | undefined;
    /** How often the processes had to wait for the next period, and for how many microseconds in all. */
    readonly throttledPeriods: number | undefined;
    readonly throttled: number | undefined;
  };
  readonly pids: {
    readonly current: number | undefined;
    readonly limit: number | undefined;
    /** How often fork(2) or clone(2) failed because of the limit. */
    readonly refusals: number | undefined;
  };
}

/** What `events` of other runtimes tells besides. */
export interface CgroupDetails {
  /** The figures of memory.stat, under the names that the kernel gives them: mostly bytes, some are counts. */
  readonly memory: Readonly<Record<string, number>>;
  /** Times in microseconds, in the program and in the kernel; and how many periods of a quota there were. */
  readonly cpu: {
    readonly user: number | undefined;
    readonly system: number | undefined;
    readonly periods: number | undefined;
  };
}

/** The cgroup of one container: one directory in v2, one in each hierarchy of v1. */
export interface Cgroup {
  readonly version: 'v1' | 'v2';
  /** Absolute path within its hierarchies, as `linux.cgroupsPath` has it. */
  readonly path: string;
  /** Absolute paths of its directories on the host. */
  readonly directories: readonly string[];
  /** The one of them that is in the unified hierarchy; undefined where the host has none. */
  readonly unified: string | undefined;
  /**
   * Makes the directories, with all that these limits will want.
   *
   * @param mayExist whether somebody may have made them before; else they would be another container's
   * @throws CgroupBusy, LimitUnavailable
   */
  create(resources: Resources, mayExist?: boolean): void;
  /**
   * Moves the process into it, with all its threads. Asynchronous, because the first move of a while waits inside the
   * kernel, for about ten milliseconds, until no processor looks at the old arrangement any more: a process that is still
   * to be made is better made inside.
   *
   * @throws CgroupRefused
   */
  join(pid: number): Promise<void>;
  /**
   * Sets the limits that it was created for, and gives back what was written where.
   * @throws LimitUnavailable, CgroupRefused
   */
  setLimits(resources: Resources): readonly (Setting & { readonly directory: string })[];
  /**
   * Says which devices may be used, and gives back what was written where; undefined where there are no files for that,
   * and an eBPF program has to be attached instead.
   *
   * @throws CgroupRefused
   */
  setDevices(policy: DevicePolicy): readonly (Setting & { readonly directory: string })[] | undefined;
  /** What `setLimits` would write where, with nothing written. */
  planLimits(resources: Resources): readonly (Setting & { readonly directory: string })[];
  stats(): CgroupStats;
  details(): CgroupDetails;
  /** Huge pages by their size: `2MB`. In bytes; `failcnt` is how often there was none left of what is allowed. */
  hugePages(): Readonly<Record<string, { readonly usage: number; readonly failcnt: number }>>;
  /** Zeros where nobody counts it. */
  blockIo(): BlockIo;
  /** The processes in it and in cgroups below. */
  pids(): readonly number[];
  isFrozen(): boolean;
  /** Stops every process inside where it stands; resolves when all of them do. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Kills every process inside and in cgroups below; resolves when none is left. */
  kill(): Promise<void>;
  /** Removes the directories, and those below. Idempotent. @throws CgroupBusy where they stay in use for ten seconds */
  remove(): Promise<void>;
}
