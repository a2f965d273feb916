import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasAppArmor } from '../../../engine/apparmor/host.ts';
import { convertImage, userSpec } from '../../../engine/bundle/convert.ts';
import { discardedLabels } from '../../../engine/bundle/discarded-labels.ts';
import { readHostFacts } from '../../../engine/bundle/host-facts.ts';
import type { Origins } from '../../../engine/bundle/origin.ts';
import { leavesNodesOut } from '../../../engine/bundle/process-section.ts';
import type { Spec } from '../../../engine/bundle/runtime-spec.ts';
import { resolveGroups, resolveUser } from '../../../engine/bundle/user.ts';
import { initMount } from '../../../engine/bundle/user-mounts.ts';
import { discardedText, withServedResources } from '../../../engine/cgroup/served-resources.ts';
import type { PlannedNetwork } from '../../../engine/container-network.ts';
import { copyUpsOf, findSurroundings } from '../../../engine/container-surroundings.ts';
import type { Engine } from '../../../engine/engine.ts';
import { ipcOf } from '../../../engine/joined-container.ts';
import { reaperFile } from '../../../engine/reaper/executable.ts';
import { HostUnsupported } from '../../../engine/runtime/errors.ts';
import { hasSelinux } from '../../../engine/selinux/contexts.ts';
import type { RunRequest, Tools } from '../contract.ts';
import type { ContainerParts } from './container-parts.ts';

/** Enough for every passwd and group file that a person would write. */
const MAX_USER_FILE = 1024 * 1024;

/** The runtime configuration of a container, and where each field of it comes from. */
export async function compileSpec(
  engine: Engine,
  request: RunRequest,
  containerId: string,
  part: ContainerParts,
  network: PlannedNetwork,
): Promise<{ spec: Spec; origins: Origins }> {
  const { image, layers } = part;
  const read = (path: string) => engine.store.readInLayers(layers, path, MAX_USER_FILE);
  const [passwd, group] = await Promise.all([read('/etc/passwd'), read('/etc/group')]);
  const user = resolveUser(userSpec(image.config, request.process), { passwd, group });
  const addedGids = resolveGroups(request.process.groupAdd ?? [], { group });
  const found = findSurroundings(engine.store, containerId, request.process, image.config.config);
  part.copyUps = copyUpsOf(found.placed);
  const placed = request.process.init ? [...found.placed, initMount(reaperFile(engine.programs))] : found.placed;
  const rootless = engine.idMappings;
  const { parent } = engine.placement;
  return convertImage({
    image: image.config,
    options: withServedResources(request.process, engine.placement),
    ...found,
    placed,
    user: { ...user, addedGids },
    containerId,
    joined: 'joined' in network ? network.joined : undefined,
    joinedPids: part.joined?.pid && `/proc/${part.joined.pid.pid}/ns/pid`,
    joinedIpc: part.joined?.ipc && ipcOf(part.joined.ipc.pid),
    host: readHostFacts(),
    rootless,
    isInUserNamespace: rootless !== undefined && part.runtime !== undefined,
    cgroupsPath: parent && join(parent, containerId),
    hasOpenDevices: hasOpenDevices(engine),
  });
}

/** True where root runs containers, and no cgroup can keep them from the host's devices. */
const hasOpenDevices = ({ placement, idMappings }: Engine) =>
  placement.parent === undefined && idMappings === undefined;

/**
 * Says which limits and labels are passed over, and what `--cap-add ALL` does not give here: once, where the container is
 * made, and not each time that it is started again.
 */
export function warnOfDiscarded(engine: Engine, { process }: RunRequest, tools: Tools): void {
  const reason =
    'without a cgroup nothing keeps it from the devices of the host (--cap-add MKNOD gives it all the same)';
  const said = [
    discardedText(process, engine.placement),
    ...discardedLabels(process, { hasAppArmor, hasSelinux }),
    leavesNodesOut(process, hasOpenDevices(engine)) ? `learn-run: --cap-add ALL leaves CAP_MKNOD out: ${reason}` : '',
  ];
  for (const text of said.filter(Boolean)) tools.progress({ kind: 'line', text });
}

/** Only root may make the kernel spare a process: without a word the container would be as likely to be killed as we are. */
export function refuseLowerScore({ idMappings }: Engine, { process: { oomScoreAdj } }: RunRequest): void {
  if (oomScoreAdj === undefined || idMappings === undefined) return;
  const own = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
  if (oomScoreAdj >= own) return;
  throw new HostUnsupported(`--oom-score-adj ${oomScoreAdj} is for root: the score of your processes is ${own}`, {
    hint: `An ordinary user can only have it killed sooner: ${own} to 1000.`,
  });
}

/** Nobody may show the processes of a pid namespace that his user namespace does not own: mount_namespaces(7). */
export function refuseForeignPids({ idMappings, placement }: Engine, { process }: RunRequest): void {
  if (process.pid === undefined) return;
  const hint = 'Without --pid, a container has a pid namespace of its own.';
  const option = `--pid ${process.pid}`;
  if (idMappings && process.pid === 'host')
    throw new HostUnsupported(`${option} is for root: an ordinary user cannot mount /proc for it`, { hint });
  if (placement.parent === undefined) {
    const reason = 'by nothing else all processes of the container can be ended';
    throw new HostUnsupported(`${option} needs a cgroup: ${reason}`, { hint });
  }
}
