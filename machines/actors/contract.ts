import type { ContainerOptions } from '../../engine/bundle/container-options.ts';
import type { Descriptor } from '../../engine/image/descriptor.ts';
import type { Digest } from '../../engine/image/digest.ts';
import type { ImageConfig } from '../../engine/image/image-config.ts';
import type { Manifest } from '../../engine/image/manifest.ts';
import type { WantedPlatform } from '../../engine/image/platform.ts';
import type { Reference } from '../../engine/image/reference.ts';
import type { Json } from '../../engine/json.ts';
import type { LogConfig } from '../../engine/log/log-config.ts';
import type { Networking } from '../../engine/network/networking.ts';
import type { RestartPolicy } from '../../engine/store/container-state.ts';
import type { Badge, Evidence, Progress } from '../evidence.ts';
import type { StepName } from '../steps.ts';

/**
 * What the machines ask of the world, as plain async functions: free of XState, free of the engine's values.
 * `real.ts` does it, `dry.ts` says what it would do, `replayed.ts` tells what was done.
 */
export type Work<Input, Output> = (input: Input, tools: Tools) => Promise<Output>;

/** What every actor is handed besides its input. */
export interface Tools {
  /**
   * Aborts when the state that asked is left, or the person quits. A work that is told to stop must settle soon:
   * the proof of the cleanup waits until nothing is under way any more.
   */
  readonly signal: AbortSignal;
  /** Says what was found or done: shown at the next pause, kept in the run file. The step and the badge are filled in. */
  show(sentence: string, facts?: Record<string, Json>, check?: readonly string[]): void;
  /** Reports movement: bytes of a layer, one line for the person who waits. */
  progress(progress: Progress): void;
  /** Asks for a turn within the step (one registry request, one syscall), for `--step=syscall`; resolves at once otherwise. */
  turn(detail: string, facts?: Record<string, Json>): Promise<void>;
}

/** An image that is in the store, whole. */
export interface StoredImage {
  /** As the store lists it: `docker.io/library/hello-world:latest`. */
  readonly name: string;
  /** What the name stands for: the index, or the manifest where there is no index. */
  readonly target: Descriptor;
  readonly manifest: Descriptor;
  /** Digest of the config: what docker calls the image ID. */
  readonly id: Digest;
}

/** What a person asked for, options resolved; plain data, kept in the run machine's context. */
export interface RunRequest {
  readonly reference: Reference;
  /** The image as it was typed; undefined where the root is a directory. */
  readonly asked?: string | undefined;
  readonly platform: WantedPlatform;
  readonly pull: 'missing' | 'always' | 'never' | 'newer';
  readonly process: ProcessOptions;
  /** What `--label` and `--label-file` say of the container. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly keep: boolean;
  /** When it is started again by itself, after this run too. */
  readonly restart?: RestartPolicy | undefined;
  /** What is kept of what it writes; undefined: the usual. */
  readonly log?: LogConfig | undefined;
  /** True where the container goes on without the command that has started it. */
  readonly detach?: boolean;
  /** Seconds after which the container is killed. */
  readonly timeLimit?: number | undefined;
  /** Absolute path of the OCI runtime that makes the container; undefined where learn-run does so itself. */
  readonly runtime?: string | undefined;
  /** True where signals that learn-run gets are meant for the program, once it runs. */
  readonly sigProxy?: boolean;
}

/** True where the container may go on without the command: at once, or when somebody lets go of its terminal. */
export const mayGoOn = ({ detach, runtime, process: { tty } }: RunRequest): boolean =>
  detach === true || (tty === true && runtime === undefined);

/** One of the three standard streams. */
export type StreamName = 'stdin' | 'stdout' | 'stderr';

/** What was asked for of the container: what ends in config.json, and how it is run. */
export interface ProcessOptions extends ContainerOptions {
  readonly name: string | undefined;
  readonly interactive: boolean;
  /** The only streams that are shown or handed to it; output and errors where it is left out. `-i` is stdin in any case. */
  readonly attach?: readonly StreamName[];
  /** What asks the program to stop, by name or number; undefined for what the image says, or SIGTERM. */
  readonly stopSignal?: string | undefined;
  /** Seconds between asking it to stop and killing it; negative: for ever. */
  readonly stopTimeout?: number | undefined;
  /** What is asked for of its network, beside the mode; nothing where it is left out. */
  readonly networking?: Networking;
}

/** How the container's first process ended, as wait(2) says: exactly one of the two is set. */
export interface ExitStatus {
  /** 0 to 255. */
  readonly code: number | undefined;
  /** Name of the signal that killed it: `SIGKILL`. */
  readonly signal: string | undefined;
}

/** A container that exists: what its machine and the engine call it by. */
export interface ContainerRecord {
  /** 64 hex digits, as docker makes them. */
  readonly id: string;
  /** Absolute path of the bundle directory. */
  readonly bundle: string;
  /** Process id of the container's init in the host's pid namespace; undefined until it was started. */
  readonly pid: number | undefined;
}

export interface PullActors {
  /** GET /v2/: is this a registry, and does it want a token? */
  contactRegistry: Work<{ reference: Reference }, { challenge: string | undefined }>;
  /** Gets a token from where the challenge says. The token itself stays in the engine. */
  authorize: Work<{ reference: Reference; challenge: string }, void>;
  /** Fetches what the name stands for, and chooses the manifest for the platform where that is an index. */
  resolveIndex: Work<{ reference: Reference; platform: WantedPlatform }, { target: Descriptor; manifest: Descriptor }>;
  fetchManifest: Work<{ reference: Reference; manifest: Descriptor }, { manifest: Manifest }>;
  fetchConfig: Work<{ reference: Reference; manifest: Manifest; platform: WantedPlatform }, { config: ImageConfig }>;
  recordImage: Work<{ reference: Reference; target: Descriptor; manifest: Descriptor; id: Digest }, StoredImage>;
}

/** What one layer chart works on. */
export interface LayerInput {
  readonly reference: Reference;
  readonly layer: Descriptor;
  readonly diffId: Digest;
  /** The diffIDs of the layers below, from the lowest up. */
  readonly parents: readonly Digest[];
}

export interface LayerActors {
  /** Is this layer already unpacked? */
  locateLayer: Work<LayerInput, { exists: boolean }>;
  downloadLayer: Work<LayerInput, void>;
  verifyLayer: Work<LayerInput, void>;
  extractLayer: Work<LayerInput, void>;
}

export interface ContainerActors {
  /** Names the container and makes its root. Leaves nothing behind where it fails: nobody would know what to delete. */
  prepareSnapshot: Work<{ request: RunRequest; image: StoredImage }, ContainerRecord>;
  writeBundle: Work<{ request: RunRequest; image: StoredImage; container: ContainerRecord }, ContainerRecord>;
  /** Starts init and waits until it stands right before execve. */
  startInit: Work<{ container: ContainerRecord }, ContainerRecord>;
  /** Brings the network to init's namespace, from outside, while it is held. */
  connectNetwork: Work<{ request: RunRequest; container: ContainerRecord }, void>;
  /** Says "start": init becomes the program. Fails where execve fails. */
  startContainer: Work<{ container: ContainerRecord }, void>;
  awaitExit: Work<{ container: ContainerRecord }, ExitStatus>;
  /** Removes what creating made; idempotent, and takes a container that was only half made. */
  deleteContainer: Work<{ container: ContainerRecord; keep: boolean }, void>;
}

export interface RunActors {
  lookUpImage: Work<{ request: RunRequest }, { image: StoredImage | undefined }>;
  attachStreams: Work<{ container: ContainerRecord; request: RunRequest }, void>;
  /**
   * Leaves the running container to a monitor, which keeps its output and learns how it ends. Where the program has
   * ended before that, gives back how: the run then goes on as without a monitor.
   */
  detachContainer: Work<{ container: ContainerRecord; request: RunRequest }, ExitStatus | undefined>;
  /** Carries the container's output to the person until both streams have ended. */
  streamOutput: Work<{ container: ContainerRecord }, { stdoutBytes: number; stderrBytes: number }>;
  reapContainer: Work<{ container: ContainerRecord; status: ExitStatus }, ExitStatus>;
  /** Maps the status to what the caller's shell sees: 0 to 255, 128+n for signals. */
  classifyExit: Work<{ status: ExitStatus }, { exitCode: number }>;
  /** Looks whether anything is left of the container: mounts, cgroup, network, processes, files. */
  proveCleanup: Work<{ container: ContainerRecord | undefined; keep: boolean }, void>;
}

/** All of them: what `real.ts`, `dry.ts` and `replayed.ts` each provide. Their names are the steps. */
export interface Actors extends RunActors, PullActors, LayerActors, ContainerActors {}

/** Fails to compile when an actor has no step or a step no actor. */
export type EveryActorIsAStep = [StepName] extends [keyof Actors]
  ? [keyof Actors] extends [StepName]
    ? true
    : never
  : never;
export const everyActorIsAStep: EveryActorIsAStep = true;

/** What an actor is asked with, by its name. */
export type InputOf<Name extends keyof Actors> = Parameters<Actors[Name]>[0];

/** What an actor gives back when it has done its work, by its name. */
export type OutputOf<Name extends keyof Actors> = Awaited<ReturnType<Actors[Name]>>;

/** How the work of a step has ended. */
export type StepEnding = { readonly output: Json | undefined } | { readonly error: unknown };

/** The person who turns the pages: asked before each step's work, told what it showed, and how it ended. */
export interface Pace {
  turn(step: StepName, detail: string | undefined, facts: Record<string, Json>, signal: AbortSignal): Promise<void>;
  show(evidence: Evidence): void;
  progress(progress: Progress): void;
  ended(step: StepName, ending: StepEnding): void;
}

/** Where the evidence of each step comes from: a dry run asks the real registry. */
export type BadgeOf = (step: StepName) => Badge;
