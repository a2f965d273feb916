import { isAbsolute, join } from 'node:path';
import type { HookName, Process, Spec } from '../bundle/runtime-spec.ts';
import { openCgroup } from '../cgroup/by-path.ts';
import type { Creation, OciCreation } from '../runtime/creation.ts';
import type { ContainerCgroups } from '../runtime/init/cgroup-mount.ts';
import type { InitFilter } from '../runtime/init/seccomp-filter.ts';
import { type Prepared, prepare, type StreamSource } from '../runtime/init.ts';
import type { OciLauncher } from '../runtime/oci-launcher.ts';
import { getpid } from '../stub/calls/processes.ts';
import type { Stub } from '../stub/stub.ts';
import type { CreateRequest } from './create-request.ts';
import { environmentOf } from './environment.ts';
import { runHooks, runHooksInside } from './hooks.ts';
import { keepsGroups } from './keeps-groups.ts';
import { moveNetDevices } from './net-devices.ts';
import { NO_PROCESS } from './no-process.ts';
import type { ContainerRecord } from './record.ts';
import { filterOf } from './seccomp.ts';
import { stateOf } from './status.ts';

/** What init has become, and what it will be given besides. */
export interface PreparedInit {
  readonly prepared: Prepared;
  readonly seccomp: InitFilter | undefined;
  /** Its variables; undefined where there is no program. */
  readonly env: readonly string[] | undefined;
}

/** Has init do everything but execve. @throws HookFailed, and what `prepare` throws */
export async function prepareInit(
  request: CreateRequest,
  record: ContainerRecord,
  launcher: OciLauncher,
): Promise<PreparedInit> {
  const { config } = record;
  const spec: Spec = { ...config, process: config.process ?? NO_PROCESS };
  const seccomp = await filterOf(record, 'creating', request.cache);
  let env: readonly string[] | undefined;
  const oci: OciCreation = {
    ...ociCreation(request, record, launcher),
    afterPivot: async () => {
      if (config.process) env = await environment(request, launcher.init, config.process);
    },
  };
  const creation: Creation = { spec, bundle: record.bundle, seccomp, oci };
  const prepared = await prepare(launcher.init, creation, streamSource(request, launcher, spec.process));
  return { prepared, seccomp, env };
}

/** Sockets of systemd are announced by variables, to whoever is process 1. @see sd_listen_fds(3) */
function environment({ listenFds }: CreateRequest, init: Stub, process: Process): Promise<string[]> {
  const announced = listenFds > 0 ? [`LISTEN_FDS=${listenFds}`, 'LISTEN_PID=1'] : [];
  return environmentOf(init, { ...process, env: [...process.env, ...announced] });
}

function streamSource({ preservedFds, console }: CreateRequest, launcher: OciLauncher, process: Process): StreamSource {
  if (!process.terminal) return { inherited: true };
  const fd = typeof console === 'object' ? 3 + preservedFds : launcher.consoleSocket!;
  return { consoleSocket: fd };
}

function ociCreation(
  request: CreateRequest,
  record: ContainerRecord,
  launcher: OciLauncher,
): Omit<OciCreation, 'afterPivot'> {
  return {
    cgroups: containerCgroups(record),
    outside: launcher.outside,
    isInUserNamespace: request.isRootless,
    isPivoting: request.isPivoting,
    keyring: record.keyring,
    preservedFds: request.preservedFds,
    keepsGroups: keepsGroups(record.config),
    beforePivot: async (callersMask) => {
      await moveNetDevices(record.config, launcher.init.pid);
      await hooksOfCreation(record, launcher.init, callersMask);
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
async function hooksOfCreation(record: ContainerRecord, init: Stub, mask: number): Promise<void> {
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
  await runHooksInside(init, 'createContainer', createContainer, inside, { env, directory, mask });
}
