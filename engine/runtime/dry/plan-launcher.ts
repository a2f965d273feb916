import { constants } from 'node:fs';
import type { IdMappings } from '../../bundle/id-mappings.ts';
import type { Namespace } from '../../bundle/runtime-spec.ts';
import type { Call } from '../../stub/call.ts';
import { close, memfdCreate, seal } from '../../stub/calls/descriptors.ts';
import { open } from '../../stub/calls/files.ts';
import { setresgid, setresuid } from '../../stub/calls/identity.ts';
import { clone, cloneIntoCgroup, fexecve, prctl, setns, unshare } from '../../stub/calls/processes.ts';
import { shownCall } from '../../stub/show.ts';
import {
  CLONE_NEWPID,
  CLONE_NEWUSER,
  O_PATH,
  PR_SET_CHILD_SUBREAPER,
  PR_SET_PDEATHSIG,
  SIGKILL,
} from '../../syscall/constants.ts';
import { isSingleId } from '../id-mappings.ts';
import type { PlannedCall } from './dry-init.ts';

const MEMORY = 5;
const OPENED = 6;

/**
 * What the launcher would call on its way to init: the calls of `Launcher` and `Stub` that change anything, in their order.
 * A user namespace gets its ids from outside, between its making and the first use of them.
 *
 * @param cgroup the directory that init would be made in; undefined for that of the launcher
 */
export function planLauncher(
  idMappings: IdMappings | undefined,
  namespaces: readonly Namespace[],
  cgroup: string | undefined,
): PlannedCall[] {
  const pids = namespaces.find(({ type }) => type === 'pid');
  return planned([
    ...preparing(idMappings),
    ...(pids?.path === undefined ? [] : [open(pids.path), setns(OPENED, CLONE_NEWPID), close(OPENED)]),
    ...forking(pids && pids.path === undefined ? CLONE_NEWPID : 0, cgroup),
  ]);
}

/** The same where another runtime makes the namespaces: the launcher adopts what that leaves behind. */
export function planForeignLauncher(idMappings: IdMappings | undefined): PlannedCall[] {
  return planned([...preparing(idMappings), prctl(PR_SET_CHILD_SUBREAPER, 1), clone(0)]);
}

function preparing(idMappings: IdMappings | undefined): Call<unknown>[] {
  const dyingWithParent = prctl(PR_SET_PDEATHSIG, SIGKILL);
  return [
    dyingWithParent,
    ...(idMappings ? [unshare(CLONE_NEWUSER), setresgid(0, 0, 0), setresuid(0, 0, 0), dyingWithParent] : []),
    memfdCreate('learn-run-init'),
    seal(MEMORY),
    fexecve(MEMORY, ['learn-run-init']),
  ];
}

function forking(flags: number, cgroup: string | undefined): Call<unknown>[] {
  if (cgroup === undefined) return [clone(flags)];
  return [open(cgroup, O_PATH | constants.O_DIRECTORY), cloneIntoCgroup(flags, OPENED), close(OPENED)];
}

const planned = (calls: readonly Call<unknown>[]): PlannedCall[] =>
  calls.map((call) => ({ ...shownCall(call), result: '0', about: shownCall(call) }));

/**
 * The commands that give a user namespace its ids, or the files that are written where that is enough.
 *
 * @param isRoot root of a user namespace may write its ids down for one within
 */
export function planIdMaps(maps: IdMappings, isRoot: boolean): readonly string[] {
  const [users, groups] = [maps.uidMappings, maps.gidMappings].map((mappings) =>
    mappings.map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}`),
  ) as [string[], string[]];
  if (!isRoot && !isSingleId(maps)) return [`newuidmap PID ${users.join(' ')}`, `newgidmap PID ${groups.join(' ')}`];
  const writing = (lines: readonly string[], file: string) => `printf '${lines.join('\\n')}' > /proc/PID/${file}`;
  return [
    ...(isRoot ? [] : ['echo deny > /proc/PID/setgroups']),
    writing(groups, 'gid_map'),
    writing(users, 'uid_map'),
  ];
}
