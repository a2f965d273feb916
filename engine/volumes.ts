import { hash } from 'node:crypto';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { InvalidMount } from './bundle/errors.ts';
import type { BindRequest, MountRequest, PlacedMount, PlacedVolume, VolumeRequest } from './bundle/mount-request.ts';
import { mountTarget } from './bundle/mount-target.ts';
import { fileTrouble } from './file-trouble.ts';
import type { ExecutionConfig } from './image/image-config.ts';
import { makeDirectory } from './make-directory.ts';
import type { Store } from './store/store.ts';
import type { Volume } from './store/volumes.ts';

/** What a container is to have mounted, and for whom. */
export interface MountsToPlace {
  readonly requests: readonly MountRequest[];
  readonly volumes: ExecutionConfig['Volumes'];
  readonly containerId: string;
}

/**
 * Makes what the mounts of a container need on the host: volumes, and the missing sources of `-v`. A VOLUME of the image
 * becomes an anonymous volume, unless something else was asked for at its target.
 *
 * Sources come from the person alone, never from the image, which could name any path of the host (CVE-2022-23648).
 *
 * @throws InvalidMount, InvalidVolumeName
 */
export function placeMounts(store: Store, { containerId, ...wanted }: MountsToPlace): PlacedMount[] {
  return wantedMounts(wanted).map((request) => {
    if (request.type === 'tmpfs') return request;
    return request.type === 'bind' ? withSource(request) : placeVolume(store, request, containerId);
  });
}

/** Mounts as they would be placed, and the directories of the host that would have to be made for them. */
export interface PlannedMounts {
  readonly placed: readonly PlacedMount[];
  readonly directories: readonly string[];
}

/** What `placeMounts` would do, with nothing made. An anonymous volume is named after its target. @throws as that */
export function planMounts(store: Store, wanted: Omit<MountsToPlace, 'containerId'>): PlannedMounts {
  const placed = wantedMounts(wanted).map((request) => {
    if (request.type === 'volume')
      return { ...request, path: store.volumes.pathOf(request.name ?? hash('sha256', request.target)) };
    if (request.type === 'bind') refuseMissing(request);
    return request;
  });
  const sources = placed.flatMap((mount) =>
    mount.type === 'tmpfs' ? [] : mount.type === 'bind' ? mount.source : mount.path,
  );
  return { placed, directories: sources.filter((path) => !existsSync(path)) };
}

/** What was asked for, and the VOLUMEs of the image in whose place nothing was. */
function wantedMounts({ requests, volumes }: Omit<MountsToPlace, 'containerId'>): MountRequest[] {
  const declared = Object.keys(volumes ?? {}).map(volumeOfImage);
  const wanted = declared.filter(({ target }) => !requests.some((request) => request.target === target));
  return [...requests, ...new Map(wanted.map((request) => [request.target, request])).values()];
}

/** What it is called, also where nobody has given it a name. */
export const volumeName = ({ path }: PlacedVolume): string => basename(dirname(path));

/** Removes the anonymous volumes that were made for the container, unless another one has taken them over. Idempotent. */
export async function removeVolumesOf(store: Store, containerId: string): Promise<void> {
  const own = store.volumes.list().filter(({ container }) => container === containerId);
  for (const { name } of own) {
    if (usersOfVolume(store, name).every((user) => user === containerId)) await store.volumes.remove(name);
  }
}

/** Ids of the containers that have the volume mounted, or are kept and had it. */
export function usersOfVolume(store: Store, name: string): string[] {
  const containers = store.containers.list();
  return containers.filter(({ state }) => state?.volumes?.includes(name)).map(({ id }) => id);
}

/** Whether a container has the volume, one that is being made among them: it has its volumes before they are on its record. */
export function isVolumeUsed(store: Store, { name, container }: Volume): boolean {
  return usersOfVolume(store, name).length > 0 || store.containers.ids().some((id) => id === container);
}

function volumeOfImage(text: string): VolumeRequest {
  try {
    const target = mountTarget(text);
    const by = 'config.Volumes';
    return { type: 'volume', name: undefined, target, readOnly: false, copiesImage: true, labels: {}, by };
  } catch (cause) {
    if (!(cause instanceof InvalidMount)) throw cause;
    throw new InvalidMount(`the image declares a volume that cannot be mounted: ${cause.message}`, { cause });
  }
}

function placeVolume(store: Store, request: VolumeRequest, containerId: string): PlacedVolume {
  const { labels } = request;
  const { path } =
    request.name === undefined
      ? store.volumes.ensure(anonymousName(containerId, request.target), { labels, container: containerId })
      : store.volumes.ensure(request.name, { labels });
  return { ...request, path };
}

/** The same each time that the container is started: what it has written there is still there. 64 hex digits, as docker's. */
const anonymousName = (containerId: string, target: string) => hash('sha256', `${containerId}:${target}`);

const MKDIR_HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'Nothing can be made there: is the path the one that was meant?',
  EACCES: 'It is not there, and you may not make it: is the path the one that was meant?',
  EROFS: 'It is not there, and the file system is read-only: is the path the one that was meant?',
  ENOTDIR: 'It leads through a file: is the path the one that was meant?',
};

function withSource(request: BindRequest): BindRequest {
  const { source } = request;
  try {
    if (refuseMissing(request) === 'missing') makeDirectory(source, 0o755);
    return request;
  } catch (cause) {
    if (cause instanceof InvalidMount) throw cause;
    const { code, path } = cause as NodeJS.ErrnoException;
    const reason = `mkdir ${path ?? source}: ${fileTrouble(cause)}`;
    const hint = MKDIR_HINTS[code ?? ''] ?? '';
    throw new InvalidMount(`error while creating mount source path '${source}': ${reason}`, { cause, hint });
  }
}

/** Whether the source has to be made. @throws InvalidMount where it is not there and is not to be made */
function refuseMissing({ source, createsSource }: BindRequest): 'there' | 'missing' {
  if (statSync(source, { throwIfNoEntry: false })) return 'there';
  if (!createsSource) throw missing(source);
  if (lstatSync(source, { throwIfNoEntry: false })) throw missing(`${source}, a link to nothing`);
  return 'missing';
}

function missing(source: string): InvalidMount {
  return new InvalidMount(`invalid mount config for type "bind": bind source path does not exist: ${source}`);
}
