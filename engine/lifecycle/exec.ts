import { join } from 'node:path';
import { checkProcess } from '../bundle/check-config.ts';
import type { Process } from '../bundle/runtime-spec.ts';
import { openCgroup } from '../cgroup/by-path.ts';
import { writePid } from '../cgroup/control-file.ts';
import { joinBeside } from '../cgroup/join-beside.ts';
import { joinDelegated } from '../cgroup/join-delegated.ts';
import { ExecProcess } from '../runtime/exec.ts';
import type { CgroupPlace } from '../runtime/fork-into-cgroup.ts';
import { environmentOf } from './environment.ts';
import { ExecCgroupInvalid, WrongStatus } from './errors.ts';
import { keepsGroups } from './keeps-groups.ts';
import type { Log } from './log.ts';
import { NO_PROCESS } from './no-process.ts';
import type { ContainerRecord, OwnCgroup } from './record.ts';
import { filterOf } from './seccomp.ts';
import { servedProcess } from './served-process.ts';
import { statusOf } from './status.ts';
import type { ContainerStore } from './store.ts';

/** A process that is to run in a container. */
export interface ExecContainerRequest {
  readonly store: ContainerStore;
  readonly id: string;
  /** Made from the container's own process, by whatever differs. */
  process(own: Process): Process;
  readonly cache: string;
  readonly console: string | { readonly fd: number } | undefined;
  readonly preservedFds: number;
  readonly ignoresPause: boolean;
  /** Cgroups below the container's: all of them, or by the names of their controllers. */
  readonly subCgroups: readonly SubCgroup[];
  readonly log: Log;
}

export interface SubCgroup {
  /** Empty for all. */
  readonly controllers: readonly string[];
  readonly path: string;
}

/** Makes a process in a container that is created or running, up to its execve. @throws ContainerNotFound, WrongStatus */
export async function execInContainer(request: ExecContainerRequest): Promise<ExecProcess> {
  const { store, id, console, preservedFds } = request;
  const record = store.read(id);
  const status = statusOf(record);
  if (status === 'stopped' || status === 'creating')
    throw new WrongStatus(`cannot exec in a ${status} container: container not running`);
  if (status === 'paused' && !request.ignoresPause)
    throw new WrongStatus('cannot exec in a paused container (use --ignore-paused to override)');
  const process_ = servedProcess(request.process(record.config.process ?? NO_PROCESS), request.log);
  checkProcess(process_);
  const { linux } = record.config;
  // Somebody may wait until nobody has his streams open any more.
  const own = process_.terminal ? 'ignore' : 'inherit';
  const preserved = Array.from({ length: preservedFds }, (_, index) => 3 + index);
  return ExecProcess.create({
    directory: request.cache,
    target: record.init!.identity,
    linux,
    process: process_,
    seccomp: await filterOf(record, 'running', request.cache),
    stdio: [own, own, own, ...preserved, ...(typeof console === 'object' ? [console.fd] : [])],
    preservedFds,
    keepsGroups: keepsGroups(record.config),
    console: typeof console === 'object' ? 3 + preservedFds : console,
    keyring: record.keyring,
    cgroup: record.cgroup && placeIn(record.cgroup, request.subCgroups),
    joinCgroup: (pid) => joinCgroup(record, pid, request.subCgroups),
    environment: (init) => environmentOf(init, process_),
  });
}

async function joinCgroup({ cgroup, init }: ContainerRecord, pid: number, wanted: readonly SubCgroup[]): Promise<void> {
  if (!cgroup) {
    if (wanted.length > 0) throw new ExecCgroupInvalid('the container has no cgroup of its own');
    return;
  }
  try {
    for (const directory of placeIn(cgroup, wanted).directories) await joinDelegated(() => writePid(directory, pid));
  } catch (error) {
    const isFirstChoice = wanted.length > 0 || cgroup.version === 'v1';
    if (isFirstChoice || !(await joinBeside(init!.identity.pid, pid))) {
      throw new ExecCgroupInvalid(`error adding pid ${pid} to cgroups: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** Where the process is to be: in the container's own cgroup, or one below it, in each hierarchy as it is wanted. */
function placeIn(own: OwnCgroup, wanted: readonly SubCgroup[]): CgroupPlace {
  for (const { path } of wanted) {
    if (path.split('/').includes('..')) throw new ExecCgroupInvalid(`bad sub cgroup path: ${path}`);
  }
  const known = new Set(own.hierarchies.flatMap(({ controllers }) => controllers));
  const unknown = wanted
    .flatMap(({ controllers }) => controllers)
    .find((name) => !known.has(name) && !known.has(`name=${name}`));
  if (unknown !== undefined) throw new ExecCgroupInvalid(`unknown controller ${unknown} in --cgroup`);
  const { directories, unified } = openCgroup(own);
  const places = own.hierarchies.map(({ controllers }, index) => {
    const matching = wanted.filter(
      (one) => one.controllers.length === 0 || one.controllers.some((name) => controllers.includes(name)),
    );
    return join(directories[index]!, matching.at(-1)?.path ?? '/');
  });
  return { directories: places, unified: unified === undefined ? undefined : places[directories.indexOf(unified)] };
}
