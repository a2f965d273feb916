import { isAbsolute, join } from 'node:path';
import { type SeccompFilter, seccompFilter } from '../../seccomp/filter.ts';
import type { Creation } from '../creation.ts';
import type { Host } from '../host.ts';
import { closeCallers, makePipes } from '../init/streams.ts';
import { become, type InitProcess, prepare, type StreamSource } from '../init.ts';
import { ContainerFiles, type LookUp } from './container-files.ts';
import { Descriptors } from './descriptors.ts';
import { hasEntries, lookOn } from './dry-host.ts';
import { DryInit, type PlannedCall } from './dry-init.ts';
import type { DryWorld } from './world.ts';

/** What a container would be made from, and what is known of where. */
export interface PlanOptions extends Omit<Creation, 'seccomp' | 'host'> {
  readonly host: Host;
  readonly isInteractive: boolean;
  readonly lookUp: LookUp;
  /** The capabilities of init's bounding set, as a mask. */
  readonly bounding: bigint;
  /** As Node calls it: `x64`. */
  readonly architecture: string;
}

/** Every system call that init would make, in its order. */
export interface ContainerPlan {
  /** Up to the point right before execve, where a container is held. */
  readonly creating: readonly PlannedCall[];
  /** From there on to the program. */
  readonly starting: readonly PlannedCall[];
  /** The filter that it would be under; undefined for none. */
  readonly seccomp: SeccompFilter | undefined;
}

/**
 * Makes a container without making any call: the very code that makes one, with an init that only notes.
 *
 * @throws whatever making the container would fail with, as far as it can be known before
 */
export async function planContainer(options: PlanOptions): Promise<ContainerPlan> {
  const { spec } = options;
  const seccomp = spec.linux.seccomp && (await seccompFilter(spec.linux.seccomp, options.architecture));
  const init = new DryInit(worldOf(options));
  const creation = { ...options, seccomp };
  const source = await streamsOf(init, options);
  const prepared = await prepare(init, creation, source);
  const count = init.calls.length;
  await become(init, prepared, creation);
  return { creating: init.calls.slice(0, count), starting: init.calls.slice(count), seccomp };
}

async function streamsOf(init: InitProcess, { spec, isInteractive }: PlanOptions): Promise<StreamSource> {
  if (spec.process.terminal) return { consoleSocket: CONSOLE };
  const pipes = await makePipes(init, isInteractive);
  await closeCallers(init, pipes);
  return { pipes };
}

/** That of most shells, and of what they start. */
const USUAL_UMASK = 0o022;
/** Where init has its own ends of the pipes that it is driven by, and the socket that a terminal is handed over on. */
const CONSOLE = 3;
const TAKEN = [0, 1, 2, 3, 8];
const TAKEN_WITH_CONSOLE = [0, 1, 2, CONSOLE, 4, 9];

/** What a dry run knows before the first call. */
export function worldOf({ spec, bundle, host, lookUp, bounding }: PlanOptions): DryWorld {
  const { path: root } = spec.root;
  return {
    descriptors: new Descriptors(spec.process.terminal ? TAKEN_WITH_CONSOLE : TAKEN),
    files: new ContainerFiles(lookUp, lookOn(host), likelyProgram(spec.process)),
    bounding,
    namespaces: spec.linux.namespaces.flatMap(({ type, path }) => (path ? [] : [type])),
    hasEntries,
    root: isAbsolute(root) ? root : join(bundle, root),
    isInside: false,
    workingDirectory: '/',
    umask: USUAL_UMASK,
  };
}

/** Where the program is most likely, in an image whose files are not here: where it is named, else where most programs are. */
function likelyProgram({ args, env }: PlanOptions['spec']['process']): string {
  const [name = ''] = args;
  if (name.includes('/')) return name;
  const path = env.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) ?? '';
  const directories = path.split(':').filter(Boolean);
  const likely = ['/bin', '/usr/bin', '/usr/local/bin'].find((one) => directories.includes(one));
  return `${likely ?? directories.at(-1) ?? ''}/${name}`;
}
