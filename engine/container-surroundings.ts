import { findBlockIo } from './bundle/block-io.ts';
import type { ContainerOptions } from './bundle/container-options.ts';
import { allHostDevices, type HostDevice, hostDevices } from './bundle/host-devices.ts';
import type { PlacedMount } from './bundle/mount-request.ts';
import type { BlockIo } from './bundle/runtime-spec.ts';
import type { Surroundings } from './bundle/surroundings.ts';
import type { ExecutionConfig } from './image/image-config.ts';
import type { CopyUp } from './runtime/creation.ts';
import type { Store } from './store/store.ts';
import { placeMounts, volumeName } from './volumes.ts';

/** The devices of the host that a container is given, and those whose use is limited. */
export interface FoundDevices {
  readonly devices: readonly HostDevice[];
  readonly blockIo: BlockIo | undefined;
}

/** What of the host a container gets, found or made. */
export interface FoundSurroundings extends FoundDevices {
  readonly placed: readonly PlacedMount[];
}

/**
 * Finds or makes what the options and the image want of the host: devices, volumes and the sources of mounts.
 * What is mounted is on the container's record before that is done.
 *
 * @throws InvalidDevice, InvalidMount, InvalidVolumeName
 */
export function findSurroundings(
  store: Store,
  containerId: string,
  options: Surroundings & Pick<ContainerOptions, 'resources'>,
  { Volumes: volumes }: ExecutionConfig,
): FoundSurroundings {
  const found = findDevices(options);
  const placed = placeMounts(store, { requests: options.mounts ?? [], volumes, containerId });
  if (placed.length > 0) recordMounts(store, containerId, placed);
  return { placed, ...found };
}

function recordMounts({ containers }: Store, id: string, placed: readonly PlacedMount[]): void {
  const state = containers.get(id);
  const volumes = placed.flatMap((mount) => (mount.type === 'volume' ? [volumeName(mount)] : []));
  if (state) containers.record({ ...state, volumes, mounts: placed });
}

/** Looks the devices up that the options name, with nothing made. @throws InvalidDevice */
export function findDevices(options: Surroundings & Pick<ContainerOptions, 'resources'>): FoundDevices {
  const devices = [...(options.privileged ? allHostDevices() : []), ...hostDevices(options.devices ?? [])];
  return { devices: lastOfEach(devices), blockIo: findBlockIo(options.resources ?? {}) };
}

/** The volumes that begin with what the image has. */
export function copyUpsOf(placed: readonly PlacedMount[]): CopyUp[] {
  return placed.flatMap((mount) =>
    mount.type === 'volume' && mount.copiesImage ? [{ destination: mount.target, source: mount.path }] : [],
  );
}

/** What is named once more takes the place of what was named before. */
function lastOfEach(devices: readonly HostDevice[]): HostDevice[] {
  return [...new Map(devices.map((one) => [one.device.path, one])).values()];
}
