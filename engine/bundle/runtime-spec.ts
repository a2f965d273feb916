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
  readonly annotations?: Readonly<Record<string, string>>;
  readonly linux: Linux;
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
}

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
  readonly hard: number;
  readonly soft: number;
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
  readonly rootfsPropagation?: 'shared' | 'slave' | 'private' | 'unbindable';
  readonly seccomp?: Seccomp;
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
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

/** Limits; zero means "not set" and -1 "no limit". @see runtime-spec config-linux.md#control-groups */
export interface Resources {
  readonly pids?: { readonly limit?: number };
  readonly memory?: Memory;
  readonly cpu?: Cpu;
  /** Files of cgroup v2 by their own names. */
  readonly unified?: Readonly<Record<string, string>>;
}

/** Bytes; `swap` is memory and swap together. @see runtime-spec config-linux.md#memory */
export interface Memory {
  readonly limit?: number;
  readonly reservation?: number;
  readonly swap?: number;
  readonly swappiness?: number;
  readonly disableOOMKiller?: boolean;
}

/** `quota` and `period` in microseconds, `cpus` and `mems` as lists: `0-2,7`. @see runtime-spec config-linux.md#cpu */
export interface Cpu {
  readonly shares?: number;
  readonly quota?: number;
  readonly period?: number;
  readonly cpus?: string;
  readonly mems?: string;
}

/** @see runtime-spec config-linux.md#seccomp */
export interface Seccomp {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[];
  readonly flags?: readonly string[];
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
  readonly value: number;
  readonly valueTwo?: number;
  readonly op: string;
}
