import type { Spec } from '../../../engine/bundle/runtime-spec.ts';
import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import type { FoundImage } from '../../../engine/find-image.ts';
import type { Joined } from '../../../engine/joined-container.ts';
import type { MadeContainer } from '../../../engine/runtime/container.ts';
import type { CreateOptions } from '../../../engine/runtime/container-parts.ts';
import type { CopyUp } from '../../../engine/runtime/creation.ts';
import type { Launcher } from '../../../engine/runtime/launcher.ts';
import type { ExitStatus } from '../contract.ts';
import { codeNotStarted } from './container-record.ts';
import type { ContainerNetworks } from './network.ts';

/** What one container is made of, between the steps; the machine itself only holds its record. */
export interface ContainerParts {
  readonly image: FoundImage;
  readonly layers: readonly string[];
  readonly isInteractive: boolean;
  /** Absolute path of the OCI runtime that makes it; undefined where we do. */
  readonly runtime: string | undefined;
  /** True where the container goes on without us. */
  readonly isDetached: boolean;
  /** True where the container is removed when it has ended. */
  readonly isThrownAway: boolean;
  /** True where what it writes is kept in memory. */
  readonly isInMemory: boolean;
  /** How long a file of its log may become; undefined: the usual. */
  readonly logFileSize: number | undefined;
  readonly stop: Pick<CreateOptions, 'stopSignal' | 'stopTimeout'>;
  spec?: Spec;
  /** Whose namespaces it is in. */
  joined?: Joined;
  /** Volumes that begin with what the image has. */
  copyUps?: readonly CopyUp[];
  cgroup?: Cgroup | undefined;
  launcher?: Launcher;
  container?: MadeContainer;
  /** How its program has ended. */
  ended?: ExitStatus;
}

/** What the steps of a run know of its containers. */
export interface OfContainers {
  readonly parts: Map<string, ContainerParts>;
  readonly networks: ContainerNetworks;
}

/** Remembers for the record what a failure to start the program is to a shell. */
export async function orEnding<Value>(part: ContainerParts, start: () => Promise<Value>): Promise<Value> {
  try {
    return await start();
  } catch (error) {
    part.ended = { code: codeNotStarted(error), signal: undefined };
    throw error;
  }
}

/** Ends whatever has come to be of the container, the half of one too. */
export async function destroy(part: ContainerParts | undefined): Promise<void> {
  if (part?.container) return part.container.destroy();
  await part?.launcher?.kill();
  await part?.cgroup?.kill();
  await part?.cgroup?.remove();
}
