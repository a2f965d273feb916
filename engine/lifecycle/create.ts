import { readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Config } from '../bundle/config-schema.ts';
import { openCgroup, requireFit } from '../cgroup/by-path.ts';
import type { InitFilter } from '../runtime/init/seccomp-filter.ts';
import type { Prepared } from '../runtime/init.ts';
import { OciLauncher } from '../runtime/oci-launcher.ts';
import { sendPidfd } from '../runtime/send-pidfd.ts';
import { identityOf } from '../syscall/process-identity.ts';
import type { CreateRequest } from './create-request.ts';
import { destroyContainer } from './destroy.ts';
import { effectiveConfig } from './effective-config.ts';
import { HookFailed } from './errors.ts';
import { keepsGroups } from './keeps-groups.ts';
import { type CgroupRequest, enterCgroup, makeCgroup, makeScope, placeCgroup } from './own-cgroup.ts';
import { warnOfLooseProcesses } from './own-pids.ts';
import { prepareInit } from './prepare-init.ts';
import type { ContainerRecord } from './record.ts';
import type { ContainerStore } from './store.ts';
import { refuseUnsupported } from './unsupported.ts';
import { writePidFile } from './write-pid-file.ts';

/** A container of which everything is done but the last call; it is held by this process. */
export interface Created {
  readonly record: ContainerRecord;
  readonly launcher: OciLauncher;
  readonly prepared: Prepared;
  readonly seccomp: InitFilter | undefined;
}

/** Makes a container. Where that fails nothing is left of it. @see runtime-spec runtime.md#create */
export async function createContainer(request: CreateRequest): Promise<Created> {
  const { store, log } = request;
  const config = effectiveConfig(request.config, log);
  refuseUnsupported(config, request.cgroupManager, request.isRootless);
  const wanted = cgroupRequest(request, config);
  let record = newRecord(request, config);
  store.create(record);
  let launcher: OciLauncher | undefined;
  try {
    const cgroup = await placeCgroup(wanted);
    warnOfLooseProcesses(config, cgroup, log);
    const save = (changes: Partial<ContainerRecord>) => {
      record = { ...record, ...changes };
      store.write(record);
    };
    // Checked before the cgroup is put on record: when the creation fails, whatever runs in a recorded cgroup is
    // killed, and here that may be somebody else's.
    if (cgroup) requireFit(openCgroup(cgroup));
    // Recorded before it is made, so that whoever cleans up knows of it.
    if (cgroup) save({ cgroup });
    // A scope cannot be made yet: systemd makes one around a process that exists already.
    const made = cgroup && !cgroup.scope ? makeCgroup(cgroup, wanted) : undefined;
    launcher = await OciLauncher.start({
      directory: request.cache,
      linux: config.linux,
      cgroup: made,
      stdio: stdioOf(request, config.process?.terminal ?? false),
      needsOutside: needsOutside(config),
      keepsGroups: keepsGroups(config),
      consoleSocketPath: typeof request.console === 'string' ? request.console : undefined,
    });
    log.debug(`nsexec container setup: init is process ${launcher.init.pid}, in its user, pid and time namespaces`);
    save({ init: { identity: identityOf(launcher.init.pid)! } });
    if (cgroup) await enterCgroup(made ?? (await makeScope(cgroup, launcher.init.pid, wanted)), launcher, wanted);
    const { prepared, seccomp, env } = await prepareInit(request, record, launcher);
    if (env) record = { ...record, env };
    log.debug('child process in init(): everything is done but execve');
    if (request.pidFile !== undefined) writePidFile(request.pidFile, launcher.init.pid);
    if (request.pidfdSocket !== undefined) await sendPidfd(launcher.host, launcher.init.pid, request.pidfdSocket);
    return { record, launcher, prepared, seccomp };
  } catch (error) {
    await launcher?.kill();
    // What has that id and that cgroup may be somebody else's by now.
    if (!store.isTakenFrom(record)) await destroyContainer(store, record, log, error instanceof HookFailed);
    throw error;
  }
}

/** Lets go of a container: from now on its init waits for whoever comes to start it. */
export async function leaveCreated(
  store: ContainerStore,
  { record, launcher, prepared }: Created,
): Promise<ContainerRecord> {
  const { init } = launcher;
  const ends = init.hold();
  const pipe = readlinkSync(`/proc/${init.pid}/fd/${ends.requests}`);
  const waiting = { ...ends, pipe, prepared };
  const left = { ...record, init: { identity: record.init!.identity, waiting } };
  store.write(left);
  await launcher.release();
  return left;
}

function newRecord({ id, bundle, hasKeyring, preservedFds }: CreateRequest, config: Config): ContainerRecord {
  return {
    schemaVersion: 1,
    id,
    bundle,
    created: new Date().toISOString(),
    owner: ownerName(),
    config,
    creator: identityOf(process.pid)!,
    preservedFds,
    ...(hasKeyring && { keyring: `_ses.${id}` }),
  };
}

function cgroupRequest({ id, isRootless, cgroupManager }: CreateRequest, config: Config): CgroupRequest {
  const { annotations, linux } = config;
  const { cgroupsPath, resources = {} } = linux;
  return { id, cgroupsPath, resources, annotations, isRootless, manager: cgroupManager };
}

function ownerName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid!());
  }
}

/**
 * What init is started with: the caller's own streams, then the descriptors to preserve, and a console's descriptor
 * last. With a terminal the caller's streams are left out, since the caller may wait until nobody has them open any
 * more.
 */
function stdioOf({ preservedFds, console }: CreateRequest, isTerminal: boolean): (number | 'inherit' | 'ignore')[] {
  const own = isTerminal ? 'ignore' : 'inherit';
  const preserved = Array.from({ length: preservedFds }, (_, index) => 3 + index);
  return [own, own, own, ...preserved, ...(typeof console === 'object' ? [console.fd] : [])];
}

/**
 * True where mounts take rights that init lacks: in a user namespace its root has none outside, and ids may be mapped
 * only by root of the user namespace that the file system belongs to.
 */
function needsOutside({ linux, mounts }: Config): boolean {
  const hasIdMappings = mounts.some(
    ({ options, uidMappings }) => uidMappings !== undefined || options.includes('idmap') || options.includes('ridmap'),
  );
  return hasIdMappings || linux.namespaces.some(({ type }) => type === 'user');
}
