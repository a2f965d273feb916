/**
 * The parts of the OCI runtime specification's `config.json` that learn-run writes and reads.
 *
 * Names and nesting are the specification's own, so that what is written is the value itself.
 * @see runtime-spec config.md, config-linux.md
 */
export interface Spec {
  readonly ociVersion: string;
  readonly process: Process;
  readonly root: Root;
  /** Not there where the uts namespace is the host's. */
  readonly hostname?: string;
  readonly domainname?: string;
  readonly mounts: readonly Mount[];
  readonly hooks?: Hooks;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly linux: Linux;
}

/** Programs to run at certain points of a container's life. @see runtime-spec config.md#posix-platform-hooks */
export type Hooks = Partial<Record<HookName, readonly Hook[]>>;

export type HookName = 'prestart' | 'createRuntime' | 'createContainer' | 'startContainer' | 'poststart' | 'poststop';

export interface Hook {
  readonly path: string;
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
}

/** @see runtime-spec config.md#process */
export interface Process {
  readonly terminal: boolean;
  /** Of the terminal, in characters. */
  readonly consoleSize?: { readonly height: number; readonly width: number };
  readonly user: User;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly capabilities: Capabilities;
  readonly rlimits: readonly Rlimit[];
  readonly noNewPrivileges: boolean;
  readonly oomScoreAdj?: number;
  readonly apparmorProfile?: string;
  readonly selinuxLabel?: string;
  readonly scheduler?: Scheduler;
  readonly ioPriority?: { readonly class: string; readonly priority?: number };
  /** Processors of a process that joins a container, as lists: before and after it has joined the cgroup. */
  readonly execCPUAffinity?: { readonly initial?: string; readonly final?: string };
}

/** @see sched_setattr(2) */
export interface Scheduler {
  readonly policy: string;
  readonly nice?: number;
  readonly priority?: number;
  readonly flags?: readonly string[];
  /** Nanoseconds, for SCHED_DEADLINE. */
  readonly runtime?: JsonInteger;
  readonly deadline?: JsonInteger;
  readonly period?: JsonInteger;
}

/** A number of 64 bits: as a bigint where a JavaScript number would round it. */
export type JsonInteger = number | bigint;

/** @see runtime-spec config.md#posix-platform-user */
export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
  readonly additionalGids: readonly number[];
}

/** Five sets of names such as `CAP_KILL`; a set that is missing is empty. @see capabilities(7) */
export interface Capabilities {
  readonly bounding: readonly string[];
  readonly effective?: readonly string[];
  readonly permitted?: readonly string[];
  readonly inheritable?: readonly string[];
  readonly ambient?: readonly string[];
}

/** One limit of setrlimit(2): `type` is `RLIMIT_NOFILE` and the like. Unlimited is `RLIM_INFINITY` of `rlimits.ts`. */
export interface Rlimit {
  readonly type: string;
  readonly hard: JsonInteger;
  readonly soft: JsonInteger;
}

/** `path` is relative to the bundle directory. @see runtime-spec config.md#root */
export interface Root {
  readonly path: string;
  readonly readonly: boolean;
}

/** A relative `source` of a bind mount is relative to the bundle directory. @see runtime-spec config.md#mounts */
export interface Mount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
  /** Ids of the source, and what they are shown as. @see mount_setattr(2) "ID-mapped mounts" */
  readonly uidMappings?: readonly IdMapping[];
  readonly gidMappings?: readonly IdMapping[];
}

/** @see runtime-spec config-linux.md */
export interface Linux {
  readonly namespaces: readonly Namespace[];
  readonly uidMappings?: readonly IdMapping[];
  readonly gidMappings?: readonly IdMapping[];
  readonly sysctl?: Readonly<Record<string, string>>;
  readonly cgroupsPath?: string;
  readonly resources?: Resources;
  readonly devices?: readonly Device[];
  /** `shared`, `slave`, `private`, `unbindable`, or one of these with `r` before it. */
  readonly rootfsPropagation?: string;
  readonly seccomp?: Seccomp;
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
  readonly mountLabel?: string;
  readonly personality?: { readonly domain: string; readonly flags?: readonly string[] };
  /** By the name of the clock: `monotonic`, `boottime`. */
  readonly timeOffsets?: Readonly<Record<string, { readonly secs?: JsonInteger; readonly nanosecs?: number }>>;
  readonly netDevices?: Readonly<Record<string, { readonly name?: string }>>;
  readonly memoryPolicy?: { readonly mode?: string; readonly nodes?: string; readonly flags?: readonly string[] };
  readonly intelRdt?: IntelRdt;
}

/** @see runtime-spec config-linux.md#intelrdt */
export interface IntelRdt {
  readonly closID?: string;
  readonly l3CacheSchema?: string;
  readonly memBwSchema?: string;
  readonly schemata?: readonly string[];
  readonly enableMonitoring?: boolean;
}

export type NamespaceType = 'pid' | 'network' | 'mount' | 'ipc' | 'uts' | 'user' | 'cgroup' | 'time';

/** A namespace to make, or with `path` one to join. */
export interface Namespace {
  readonly type: NamespaceType;
  readonly path?: string;
}

/** `size` ids, from `containerID` on the inside and `hostID` on the outside. @see user_namespaces(7) */
export interface IdMapping {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

/** @see runtime-spec config-linux.md#devices */
export interface Device {
  readonly type: 'c' | 'b' | 'u' | 'p';
  readonly path: string;
  readonly major?: number;
  readonly minor?: number;
  readonly fileMode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** Limits; -1 means "no limit", and zero "not set" but for pids. @see runtime-spec config-linux.md#control-groups */
export interface Resources {
  /** Which devices may be used; later rules win. */
  readonly devices?: readonly DeviceRule[];
  readonly pids?: { readonly limit?: JsonInteger };
  readonly memory?: Memory;
  readonly cpu?: Cpu;
  readonly blockIO?: BlockIo;
  readonly hugepageLimits?: readonly { readonly pageSize: string; readonly limit: JsonInteger }[];
  readonly network?: {
    readonly classID?: number;
    readonly priorities?: readonly { readonly name: string; readonly priority: number }[];
  };
  readonly rdma?: Readonly<Record<string, { readonly hcaHandles?: number; readonly hcaObjects?: number }>>;
  /** Files of cgroup v2 by their own names. */
  readonly unified?: Readonly<Record<string, string>>;
}

/** What is not said holds for all. @see runtime-spec config-linux.md#allowed-device-list */
export interface DeviceRule {
  readonly allow: boolean;
  /** `a` is both. */
  readonly type?: 'a' | 'b' | 'c';
  readonly major?: number;
  readonly minor?: number;
  /** Of `r`, `w` and `m`. */
  readonly access?: string;
}

/** Bytes; `swap` is memory and swap together. @see runtime-spec config-linux.md#memory */
export interface Memory {
  readonly limit?: JsonInteger;
  readonly reservation?: JsonInteger;
  readonly swap?: JsonInteger;
  readonly kernel?: JsonInteger;
  readonly kernelTCP?: JsonInteger;
  readonly swappiness?: number;
  readonly disableOOMKiller?: boolean;
  readonly checkBeforeUpdate?: boolean;
}

/** `quota`, `burst` and `period` in microseconds, `cpus` and `mems` as lists: `0-2,7`. @see runtime-spec config-linux.md#cpu */
export interface Cpu {
  readonly shares?: JsonInteger;
  readonly quota?: JsonInteger;
  readonly burst?: JsonInteger;
  readonly period?: JsonInteger;
  readonly realtimeRuntime?: JsonInteger;
  readonly realtimePeriod?: JsonInteger;
  readonly cpus?: string;
  readonly mems?: string;
  /** 1 for SCHED_IDLE. */
  readonly idle?: number;
}

/** @see runtime-spec config-linux.md#block-io */
export interface BlockIo {
  readonly weight?: number;
  readonly leafWeight?: number;
  readonly weightDevice?: readonly (DeviceNumber & { readonly weight?: number; readonly leafWeight?: number })[];
  readonly throttleReadBpsDevice?: readonly ThrottledDevice[];
  readonly throttleWriteBpsDevice?: readonly ThrottledDevice[];
  readonly throttleReadIOPSDevice?: readonly ThrottledDevice[];
  readonly throttleWriteIOPSDevice?: readonly ThrottledDevice[];
}

export interface DeviceNumber {
  readonly major: number;
  readonly minor: number;
}

/** Bytes or operations a second. */
export interface ThrottledDevice extends DeviceNumber {
  readonly rate: JsonInteger;
}

/** @see runtime-spec config-linux.md#seccomp */
export interface Seccomp {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[];
  readonly flags?: readonly string[];
  /** The socket that takes over the descriptor of the calls to be asked about (SCMP_ACT_NOTIFY), and what is said with it. */
  readonly listenerPath?: string;
  readonly listenerMetadata?: string;
  readonly syscalls?: readonly SeccompRule[];
}

export interface SeccompRule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly SeccompArgument[];
}

/** A condition: what argument `index`, 0 to 5, is compared with. `valueTwo` is for `SCMP_CMP_MASKED_EQ` only. */
export interface SeccompArgument {
  readonly index: number;
  readonly value: JsonInteger;
  readonly valueTwo?: JsonInteger;
  readonly op: string;
}
