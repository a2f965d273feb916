import type { InsideView } from '../engine/inside-view.ts';
import type { Json } from '../engine/json.ts';
import type { Exchange } from '../engine/registry/exchange.ts';
import type { Leftovers } from '../engine/runtime/leftovers.ts';
import type { ProcessView } from '../engine/runtime/process-view.ts';
import type { TracedCall } from '../engine/stub/traced-call.ts';

/**
 * The facts of evidence that views look into, by their names, and as much of each as any view looks at. A run file may be
 * of another version of learn-run, or of anybody's making: what it may lack is optional here.
 */
export interface KnownFacts {
  readonly http: readonly Exchange[];
  readonly manifest: ManifestFact;
  readonly 'image config': ImageConfigFact;
  readonly layers: readonly { readonly digest: string; readonly files: readonly string[] }[];
  /** Of one layer, when it was unpacked. */
  readonly layer: { readonly diffId?: string };
  /** What is in that layer, a line an entry. */
  readonly files: readonly string[];
  readonly snapshot: { readonly layers: readonly string[] };
  readonly origins: Readonly<Record<string, OriginFact>>;
  readonly 'config.json': ConfigJsonFact;
  readonly 'changed by hand': readonly HandChange[];
  readonly syscalls: readonly TracedCall[];
  /** Null where it had ended before it could be looked at. */
  readonly process: ProcessView | null;
  readonly inside: InsideView;
  readonly host: OwnView;
  readonly program: ProgramFact;
  readonly network: NetworkFact;
  readonly cgroup: { readonly memory?: { readonly peak?: number } };
  /** What the program has written, a line an entry. */
  readonly written: readonly string[];
  readonly 'wait status': WaitStatus;
  readonly 'out of memory': { readonly kills?: number };
  /** Older recordings do not tell of networks. */
  readonly leftovers: Leftovers & { readonly network?: readonly string[] };
}

/** What a fact of this name is: plain data, whatever it is called. */
export type FactOf<Name extends string> = Name extends keyof KnownFacts ? KnownFacts[Name] : Json;

// Aliases, not interfaces: to the compiler only they are Json as well, so that a pane can also show them whole.

export type ManifestFact = { readonly layers: readonly { readonly digest: string }[] };

export type ImageConfigFact = {
  readonly config?: {
    readonly User?: string;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly WorkingDir?: string;
  };
  readonly rootfs: { readonly diff_ids: readonly string[] };
};

/** One blob: what was promised of it, and what came of hashing it again. @see digestFact of machines/actors/real */
export type DigestFact = {
  readonly what: string;
  readonly promisedBy: 'tag' | 'index' | 'manifest';
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** Undefined where it is large, and was hashed while it came. */
  readonly computed?: string;
  readonly file: string;
};

export type ConfigJsonFact = {
  readonly hostname?: string;
  readonly process: {
    readonly args: readonly string[];
    readonly env: readonly string[];
    readonly cwd: string;
    readonly user: { readonly uid: number };
    readonly capabilities: { readonly bounding: readonly string[] };
  };
};

/** Who decided a field of config.json. @see Origin of engine/bundle/origin.ts */
export type OriginFact = { readonly from: string; readonly detail: string };

/** A change that a person has made while the run stood still. @see cli/changes */
export type HandChange = {
  readonly field: 'command' | 'env' | 'memory' | 'capability';
  readonly name: string;
  readonly before: string;
  readonly after: string;
};

/** Learn-run itself, to compare the container's process with. @see heldFacts of machines/actors/real/held.ts */
export type OwnView = {
  readonly namespaces: Readonly<Record<string, string>>;
  /** How many it has. */
  readonly capabilities: number;
  /** How many it sees. */
  readonly processes: number;
};

/** The process after execve. @see programFacts of machines/actors/real/held.ts */
export type ProgramFact = {
  readonly pid: number;
  readonly executable?: string;
  readonly commandLine: readonly string[];
  readonly environment?: readonly string[];
  /** As AppArmor has it: `learn-run-default (enforce)`. */
  readonly profile?: string;
  /** As SELinux has it: `user:role:type:level`. */
  readonly label?: string;
};

/** @see networkFacts of machines/actors/real/network.ts */
export type NetworkFact = {
  /** Why there is none although one was asked for. */
  readonly reason?: string;
  /** Where it is published: a line a port. */
  readonly ports?: readonly string[];
  /** By name; or the names alone, of the host's own. */
  readonly inside: { readonly interfaces: Readonly<Record<string, Json>> };
  /** The programs that were run for it. */
  readonly commands?: Json;
};

/** The 16 bits of wait(2), and what they say. */
export type WaitStatus = {
  /** `0x0100` */
  readonly value: string;
  readonly code: number | null;
  readonly signal: string | null;
};
