import { readFileSync, readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { unknownCapabilities } from '../bundle/check-config.ts';
import type { Config } from '../bundle/config-schema.ts';
import { parseConfig } from '../bundle/parse-config.ts';
import type { Capabilities, HookName, Process, Spec } from '../bundle/runtime-spec.ts';
import { openCgroup, requireFit } from '../cgroup/by-path.ts';
import type { Creation, OciCreation } from '../runtime/creation.ts';
import type { ContainerCgroups } from '../runtime/init/cgroup-mount.ts';
import type { InitFilter } from '../runtime/init/seccomp-filter.ts';
import { type Prepared, prepare, type StreamSource } from '../runtime/init.ts';
import { OciLauncher } from '../runtime/oci-launcher.ts';
import { sendPidfd } from '../runtime/send-pidfd.ts';
import { ownIdMappings } from '../runtime/user-namespace.ts';
import { getpid } from '../stub/calls/processes.ts';
import type { Stub } from '../stub/stub.ts';
import { identityOf } from '../syscall/process-identity.ts';
import { destroyContainer } from './destroy.ts';
import { environmentOf } from './environment.ts';
import { HookFailed } from './errors.ts';
import { runHooks, runHooksInside } from './hooks.ts';
import { keepsGroups } from './keeps-groups.ts';
import type { Log } from './log.ts';
import { moveNetDevices } from './net-devices.ts';
import { NO_PROCESS } from './no-process.ts';
import {
  type CgroupManager,
  type CgroupRequest,
  enterCgroup,
  makeCgroup,
  makeScope,
  placeCgroup,
} from './own-cgroup.ts';
import { warnOfLooseProcesses } from './own-pids.ts';
import type { ContainerRecord } from './record.ts';
import { filterOf } from './seccomp.ts';
import { stateOf } from './status.ts';
import type { ContainerStore } from './store.ts';
import { refuseUnsupported } from './unsupported.ts';
import { writePidFile } from './write-pid-file.ts';

/** What a container is to be made from. */
export interface CreateRequest {
  readonly store: ContainerStore;
  readonly id: string;
  /** Absolute path of the directory that the paths in the configuration begin at. */
  readonly bundle: string;
  /** Absolute path of the configuration: as a rule the bundle's config.json. */
  readonly config: string;
  /** Where the stub's executable is kept. */
  readonly cache: string;
  /** Whether the caller is an ordinary user, or root of a user namespace only. */
  readonly isRootless: boolean;
  readonly isPivoting: boolean;
  readonly hasKeyring: boolean;
  /** How many descriptors behind the first three are to be the program's. */
  readonly preservedFds: number;
  /** How many of these are sockets that systemd has opened. @see sd_listen_fds(3) */
  readonly listenFds: number;
  /** Where a terminal goes to: the path of a socket, or its descriptor. Undefined where nobody has said. */
  readonly console: string | { readonly fd: number } | undefined;
  readonly pidFile: string | undefined;
  /** Path of a socket that takes a descriptor of the process. */
  readonly pidfdSocket: string | undefined;
  readonly cgroupManager: CgroupManager;
  readonly log: Log;
}

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
  const config = withIdMappings(knownCapabilitiesOnly(readConfig(request.config), log));
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
    // Not on record before that: cleaning up would kill what somebody else has there.
    if (cgroup) requireFit(openCgroup(cgroup));
    // Before it is made: whoever cleans up knows of it then.
    if (cgroup) save({ cgroup });
    // A scope is made by systemd, around a process that is there.
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
    const { prepared, seccomp } = await prepareInit(request, record, launcher);
    if (config.process) record = { ...record, env: await environment(request, launcher.init, config.process) };
    log.debug('child process in init(): everything is done but execve');
    if (request.pidFile !== undefined) writePidFile(request.pidFile, launcher.init.pid);
    if (request.pidfdSocket !== undefined) await sendPidfd(launcher.host, launcher.init.pid, request.pidfdSocket);
    return { record, launcher, prepared, seccomp };
  } catch (error) {
    await launcher?.kill();
    await destroyContainer(store, record, log, error instanceof HookFailed);
    throw error;
  }
}

/** Sockets of systemd are announced by variables, to whoever is process 1. @see sd_listen_fds(3) */
function environment({ listenFds }: CreateRequest, init: Stub, process: Process): Promise<string[]> {
  const announced = listenFds > 0 ? [`LISTEN_FDS=${listenFds}`, 'LISTEN_PID=1'] : [];
  return environmentOf(init, { ...process, env: [...process.env, ...announced] });
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

/** @throws InvalidConfig, or the error of reading it */
export function readConfig(path: string): Config {
  return parseConfig(readFileSync(path, 'utf8'));
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
 * A user namespace of which nobody has said whose ids it has gets those of the caller, as with crun; and an ordinary user,
 * who can have no other namespace without one, gets one.
 */
function withIdMappings(config: Config): Config {
  const { uidMappings = [], gidMappings = [] } = config.linux;
  const user = config.linux.namespaces.find(({ type }) => type === 'user');
  const isMapped = uidMappings.length > 0 && gidMappings.length > 0;
  const isSaid = user ? user.path || isMapped : process.geteuid!() === 0;
  if (isSaid) return config;
  const namespaces: Config['linux']['namespaces'] = [...config.linux.namespaces, ...(user ? [] : [USER_NAMESPACE])];
  const own = ownIdMappings();
  const mappings = {
    uidMappings: uidMappings.length > 0 ? uidMappings : own.uidMappings,
    gidMappings: gidMappings.length > 0 ? gidMappings : own.gidMappings,
  };
  return { ...config, linux: { ...config.linux, namespaces, ...mappings } };
}

const USER_NAMESPACE = { type: 'user' } as const;

/** Those that nobody knows are passed over: config.json may have been written for a newer kernel. @see runtime-spec config.md#linux-process */
function knownCapabilitiesOnly(config: Config, log: Log): Config {
  const { process } = config;
  if (process) warnOfAmbient(process.capabilities, log);
  const unknown = process ? unknownCapabilities(process) : [];
  if (!process || unknown.length === 0) return config;
  log.warn(`ignoring unknown or unavailable capabilities: ${JSON.stringify(unknown)}`);
  const sets = Object.entries(process.capabilities as unknown as Record<string, string[]>);
  const known = sets.map(([set, names]) => [set, names.filter((name) => !unknown.includes(name))] as const);
  return { ...config, process: { ...process, capabilities: Object.fromEntries(known) as unknown as Capabilities } };
}

/**
 * The kernel raises those only that are permitted and inheritable as well, capabilities(7). Where nothing is inheritable
 * the caller knows: buildah and older podman have emptied that set (CVE-2022-27651) and left the ambient one as it was.
 */
function warnOfAmbient({ ambient = [], permitted = [], inheritable = [] }: Capabilities, log: Log): void {
  if (inheritable.length === 0) return;
  for (const name of ambient) {
    if (permitted.includes(name) && inheritable.includes(name)) continue;
    log.warn(`can't raise ambient capability ${name}: it is not both permitted and inheritable`);
  }
}

/**
 * The caller's own streams, unless there will be a terminal: somebody may wait until nobody has them open any more.
 * Behind them what is to be preserved; a console's descriptor last.
 */
function stdioOf({ preservedFds, console }: CreateRequest, isTerminal: boolean): (number | 'inherit' | 'ignore')[] {
  const own = isTerminal ? 'ignore' : 'inherit';
  const preserved = Array.from({ length: preservedFds }, (_, index) => 3 + index);
  return [own, own, own, ...preserved, ...(typeof console === 'object' ? [console.fd] : [])];
}

/** Where init's root is nobody outside, or ids are mapped, which the file system's own root alone may do. */
function needsOutside({ linux, mounts }: Config): boolean {
  const hasIdMappings = mounts.some(
    ({ options, uidMappings }) => uidMappings !== undefined || options.includes('idmap') || options.includes('ridmap'),
  );
  return hasIdMappings || linux.namespaces.some(({ type }) => type === 'user');
}

async function prepareInit(
  request: CreateRequest,
  record: ContainerRecord,
  launcher: OciLauncher,
): Promise<{ prepared: Prepared; seccomp: InitFilter | undefined }> {
  const { config } = record;
  const spec: Spec = { ...config, process: config.process ?? NO_PROCESS };
  const seccomp = await filterOf(record, 'creating', request.cache);
  const creation: Creation = { spec, bundle: record.bundle, seccomp, oci: ociCreation(request, record, launcher) };
  const prepared = await prepare(launcher.init, creation, streamSource(request, launcher, spec.process));
  return { prepared, seccomp };
}

function streamSource({ preservedFds, console }: CreateRequest, launcher: OciLauncher, process: Process): StreamSource {
  if (!process.terminal) return { inherited: true };
  const fd = typeof console === 'object' ? 3 + preservedFds : launcher.consoleSocket!;
  return { consoleSocket: fd };
}

function ociCreation(request: CreateRequest, record: ContainerRecord, launcher: OciLauncher): OciCreation {
  return {
    cgroups: containerCgroups(record),
    outside: launcher.outside,
    isInUserNamespace: request.isRootless,
    isPivoting: request.isPivoting,
    keyring: record.keyring,
    preservedFds: request.preservedFds,
    keepsGroups: keepsGroups(record.config),
    beforePivot: async () => {
      await moveNetDevices(record.config, launcher.init.pid);
      await hooksOfCreation(record, launcher.init);
    },
  };
}

function containerCgroups({ cgroup, config }: ContainerRecord): ContainerCgroups | undefined {
  if (!cgroup) return undefined;
  const { directories } = openCgroup(cgroup);
  const hierarchies = cgroup.hierarchies.map(({ controllers }, index) => ({
    controllers,
    directory: directories[index]!,
  }));
  const hasNamespace = config.linux.namespaces.some(({ type, path }) => type === 'cgroup' && !path);
  return { hierarchies, hasNamespace };
}

/** @see runtime-spec config.md#prestart, #createruntime-hooks, #createcontainer-hooks */
async function hooksOfCreation(record: ContainerRecord, init: Stub): Promise<void> {
  const { hooks = {}, root } = record.config;
  const state = stateOf(record, 'created');
  for (const name of ['prestart', 'createRuntime'] satisfies HookName[]) {
    await runHooks(name, hooks[name] ?? [], state, record.bundle);
  }
  const { createContainer = [] } = hooks;
  if (createContainer.length === 0) return;
  const directory = isAbsolute(root.path) ? root.path : join(record.bundle, root.path);
  const inside = { ...state, pid: await init.call(getpid()) };
  const env = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  await runHooksInside(init, 'createContainer', createContainer, inside, { env, directory });
}
