import { UnmappedId } from './errors.ts';
import { canSetGroups, type IdMappings, isMapped } from './id-mappings.ts';
import { DOCKER, type Origin, type Sourced } from './origin.ts';
import type { User } from './runtime-spec.ts';
import type { ResolvedUser } from './user.ts';

/**
 * The process's user. The primary group stands first among the supplementary ones too, as with Docker: a process that
 * gives up its primary group must not thereby get past a file that is closed to that group (CVE-2022-36109).
 *
 * Throws `UnmappedId` where a rootless container has no such user or group.
 */
export function processUser(user: ResolvedUser, asked: Origin, rootless: IdMappings | undefined): Sourced<User> {
  if (!isMapped(user.uid, rootless?.uidMappings)) throw new UnmappedId('user', user.uid);
  if (!isMapped(user.gid, rootless?.gidMappings)) throw new UnmappedId('group', user.gid);
  return {
    value: { uid: user.uid, gid: user.gid, umask: 0o022, additionalGids: additionalGids(user, rootless) },
    origins: {
      '': asked,
      '/umask': DOCKER,
      '/additionalGids': additionalGidsOrigin(rootless),
    },
  };
}

function additionalGids(user: ResolvedUser, rootless: IdMappings | undefined): number[] {
  if (!canSetGroups(rootless?.gidMappings)) return [];
  return [user.gid, ...user.additionalGids].filter((gid) => isMapped(gid, rootless?.gidMappings));
}

function additionalGidsOrigin(rootless: IdMappings | undefined): Origin {
  return canSetGroups(rootless?.gidMappings)
    ? { from: 'image', detail: 'the primary group, and the groups of /etc/group that name the user' }
    : { from: 'engine', detail: 'rootless without a range in /etc/subgid: setgroups is not allowed' };
}
