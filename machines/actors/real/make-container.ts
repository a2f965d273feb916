import { isAbsolute } from 'node:path';
import { DEFAULT_PROFILE } from '../../../engine/apparmor/default-profile.ts';
import type { MadeContainer } from '../../../engine/runtime/container.ts';
import { HostUnsupported } from '../../../engine/runtime/errors.ts';
import { rootMountOf } from '../../../engine/runtime/root-mount.ts';
import type { TracedCall } from '../../../engine/stub/traced-call.ts';
import { tracedLine } from '../../traced-line.ts';
import type { ContainerRecord, RunRequest, Tools } from '../contract.ts';
import type { ContainerParts } from './container-parts.ts';

/** Makes the container, up to where its first process is held before execve: by ourselves, or by another OCI runtime. */
export async function makeContainer(
  { id, bundle }: ContainerRecord,
  part: ContainerParts,
  tools: Tools,
  isWatched: boolean,
): Promise<MadeContainer> {
  const spec = part.spec!;
  if (spec.process.apparmorProfile === DEFAULT_PROFILE) {
    const { loadDefaultProfile } = await import('../../../engine/apparmor/load-default-profile.ts');
    await loadDefaultProfile();
  }
  const options = {
    spec,
    bundle,
    rootMount: isAbsolute(spec.root.path) ? undefined : rootMountOf(bundle, part.layers, part, spec.linux.mountLabel),
    copyUps: part.copyUps ?? [],
    isInteractive: part.isInteractive,
    isDetached: part.isDetached,
    cgroup: part.cgroup,
    ...part.stop,
  };
  if (part.runtime === undefined) {
    const { Container } = await import('../../../engine/runtime/container.ts');
    const onTurn = isWatched ? turnsOf(tools) : undefined;
    return Container.create(part.launcher!, { ...options, onTurn });
  }
  const { ForeignContainer } = await import('../../../engine/runtime/foreign/foreign-container.ts');
  const environment = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  return ForeignContainer.create(part.launcher!, { ...options, id, runtime: part.runtime, environment });
}

/** Takes a turn for each kernel call, and tells with it what the kernel has answered to the one before. */
export function turnsOf(tools: Tools): (call: string, previous: TracedCall | undefined) => Promise<void> {
  return (call, previous) => tools.turn(call, previous ? { answered: tracedLine(previous) } : {});
}

/**
 * What another runtime makes cannot have the shared memory of another container, which no path of the host leads to.
 *
 * @throws HostUnsupported
 */
export function refuseForeignRuntime({ runtime, process: { ipc } }: RunRequest): void {
  if (runtime === undefined || !ipc?.startsWith('container:')) return;
  throw new HostUnsupported(`a container that ${runtime} makes cannot have the ipc of another one`);
}
