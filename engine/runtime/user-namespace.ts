import { execFile } from 'node:child_process';
import { accessSync, constants, readlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { IdMappings } from '../bundle/id-mappings.ts';
import type { IdMapping } from '../bundle/runtime-spec.ts';
import { isInitialUserNamespace, ownMap } from '../initial-user-namespace.ts';
import { readIfThere, readLinkIfThere } from '../read-if-there.ts';
import { HostUnsupported } from './errors.ts';
import { everyId, idMappingsFor, isSingleId } from './id-mappings.ts';

/**
 * The id maps of the caller, or undefined for root, who needs no user namespace. Root of a user namespace, as in a
 * container of LXC or of an ordinary user's podman, has not root's rights: to make device nodes, or to mount everything.
 */
export function idMappingsOfCaller(): IdMappings | undefined {
  return process.geteuid!() === 0 && isInitialUserNamespace() ? undefined : ownIdMappings();
}

/**
 * The maps in which the caller, root or not, is root, and has the further ids that the administrator gave him. Root of a
 * user namespace has what was mapped there.
 */
export function ownIdMappings(): IdMappings {
  if (process.geteuid!() === 0 && !isInitialUserNamespace())
    return { uidMappings: everyId(ownMap('uid')), gidMappings: everyId(ownMap('gid')) };
  return idMappingsFor({
    uid: process.geteuid!(),
    gid: process.getegid!(),
    userName: userName(),
    subuid: readIfThere('/etc/subuid'),
    subgid: readIfThere('/etc/subgid'),
    hasMappingTools: hasTool('newuidmap') && hasTool('newgidmap'),
  });
}

/**
 * Gives the ids to the user namespace that a process has just made, or is about to make.
 *
 * @param pid of the process, in this pid namespace
 * @throws HostUnsupported where the namespace does not appear or newuidmap(1) refuses the map
 */
export async function writeIdMaps(pid: number, maps: IdMappings): Promise<void> {
  await untilOwnUserNamespace(pid);
  await mapIds(pid, maps);
}

/**
 * Gives the ids to the user namespace that a process is in.
 *
 * @throws HostUnsupported where newuidmap(1) refuses the map
 */
export async function mapIds(pid: number, maps: IdMappings): Promise<void> {
  if (process.geteuid!() === 0) return writeMaps(pid, maps);
  if (isSingleId(maps)) return writeSingleId(pid, maps);
  await Promise.all([
    runMappingTool('newuidmap', pid, maps.uidMappings),
    runMappingTool('newgidmap', pid, maps.gidMappings),
  ]);
}

/** A namespace with one id may be mapped by its maker; the kernel then wants setgroups(2) to be given up first. */
function writeSingleId(pid: number, maps: IdMappings): void {
  writeFileSync(`/proc/${pid}/setgroups`, 'deny');
  writeMaps(pid, maps);
}

/** Root may do it himself. */
function writeMaps(pid: number, { uidMappings, gidMappings }: IdMappings): void {
  writeFileSync(`/proc/${pid}/gid_map`, gidMappings.map(lineOf).join('\n'));
  writeFileSync(`/proc/${pid}/uid_map`, uidMappings.map(lineOf).join('\n'));
}

function lineOf({ containerID, hostID, size }: IdMapping): string {
  return `${containerID} ${hostID} ${size}`;
}

async function runMappingTool(tool: string, pid: number, mappings: readonly IdMapping[]): Promise<void> {
  const numbers = mappings.flatMap(({ containerID, hostID, size }) => [containerID, hostID, size]);
  try {
    await promisify(execFile)(tool, [String(pid), ...numbers.map(String)]);
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new HostUnsupported(`${tool} did not accept the map ${mappings.map(lineOf).join(', ')}: ${reason}`, {
      hint: `Look at /etc/subuid and /etc/subgid, and whether ${tool} is installed setuid root (Debian package uidmap).`,
      cause: error,
    });
  }
}

const NAMESPACE_TRIES = 2000;

/** Waits until the process has left our user namespace. Ends by itself where the process has ended: its links are gone then. */
async function untilOwnUserNamespace(pid: number): Promise<void> {
  const ours = readlinkSync('/proc/self/ns/user');
  for (let tries = 0; tries < NAMESPACE_TRIES; tries++) {
    const theirs = namespaceOf(pid);
    if (theirs !== undefined && theirs !== ours) return;
    if (theirs === undefined) break;
    await wait(1);
  }
  throw new HostUnsupported('no user namespace was made', { hint: userNamespaceHint() });
}

const namespaceOf = (pid: number) => readLinkIfThere(`/proc/${pid}/ns/user`);

/** What keeps an ordinary user from making a user namespace on this host, and the command that lifts it. */
export function userNamespaceHint(): string {
  const isSet = (file: string, value: string) => readIfThere(`/proc/sys/${file}`).trim() === value;
  if (isSet('user/max_user_namespaces', '0'))
    return 'User namespaces are switched off here: sudo sysctl -w user.max_user_namespaces=15000';
  if (isSet('kernel/unprivileged_userns_clone', '0'))
    return 'User namespaces are for root only here: sudo sysctl -w kernel.unprivileged_userns_clone=1';
  if (isSet('kernel/apparmor_restrict_unprivileged_userns', '1')) {
    return `AppArmor keeps user namespaces from ordinary programs here: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or a profile for ${process.execPath}`;
  }
  return 'Inside another container? That one would have to be started with --privileged, or with seccomp and AppArmor unconfined. Else run as root.';
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function hasTool(name: string): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => {
    try {
      accessSync(`${directory}/${name}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
