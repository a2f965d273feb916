import type { Spec } from '../bundle/runtime-spec.ts';
import type { TracedCall } from '../syscall/trace.ts';
import type { WireError } from './errors.ts';

/** Everything that the two processes say to each other: one JSON object a line, over descriptor 3 of init. */
export type ToInit =
  /** Make the container, up to the point right before execve. */
  | {
      readonly kind: 'create';
      readonly spec: Spec;
      /** Absolute path of the bundle directory. */
      readonly bundle: string;
      readonly rootMount: RootMount | undefined;
      /** Volumes to fill from the image where they are empty. */
      readonly copyUps: readonly CopyUp[];
      /** Directories of the cgroup that init has to join itself; mostly it was put there. */
      readonly cgroups: readonly string[];
      /** The compiled `spec.linux.seccomp`: init could load no compiler any more when it needs it. */
      readonly seccomp: FilterMessage | undefined;
      /** True where the container's stdin is a pipe to the caller, false for /dev/null. */
      readonly isInteractive: boolean;
      /** Descriptor of a socket that the caller wants the terminal's master from; undefined where there is no terminal. */
      readonly consoleSocket: number | undefined;
      /** True where init tells which kernel calls it makes. */
      readonly isTraced: boolean;
      /** True where init waits for a `go` before each kernel call. */
      readonly isStepping: boolean;
    }
  /** The caller has opened its ends of the pipes. */
  | { readonly kind: 'attached' }
  | { readonly kind: 'go' }
  /** Become the program. */
  | { readonly kind: 'start' };

/** What seccomp(2) is called with. */
export interface FilterMessage {
  /** An array of struct sock_filter, in base64. */
  readonly program: string;
  /** SECCOMP_FILTER_FLAG_ */
  readonly flags: number;
}

export type FromInit =
  /** Init is up; `pid` is its number in the host's pid namespace. */
  | { readonly kind: 'ready'; readonly pid: number }
  /**
   * Descriptor numbers of the caller's ends of the pipes, to be opened through /proc/<pid>/fd. The pipe `verdict` ends
   * without a byte when execve has succeeded, and holds the error as JSON where it has not. With a terminal it is the
   * only one, and the terminal's master comes over the console socket before `created`.
   */
  | {
      readonly kind: 'streams';
      readonly stdin: number | undefined;
      readonly stdout: number | undefined;
      readonly stderr: number | undefined;
      readonly verdict: number;
    }
  | { readonly kind: 'turn'; readonly call: string }
  /** The container exists; everything was done but execve. */
  | { readonly kind: 'created'; readonly calls: readonly TracedCall[] }
  /** Execve is next: from here on only the pipe `verdict` speaks. */
  | { readonly kind: 'starting'; readonly calls: readonly TracedCall[] }
  | { readonly kind: 'failed'; readonly error: WireError; readonly calls: readonly TracedCall[] };

/** A volume, and where the image has what it is to begin with. */
export interface CopyUp {
  /** Path in the container. */
  readonly destination: string;
  /** Absolute path on the host. */
  readonly source: string;
}

/** The mount that becomes the root file system, made by init in its own mount namespace: lower layers and a place to write. */
export interface RootMount {
  /** Directories of the layers, from the lowest up. */
  readonly layers: readonly string[];
  readonly upper: string;
  readonly work: string;
  /** Directory of short links to the layers: the options of mount(2) have to fit a page. */
  readonly links: string;
}
