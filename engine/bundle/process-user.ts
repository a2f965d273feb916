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
  refuseUnserved(user, rootless);
  return {
    value: { uid: user.uid, gid: user.gid, umask: 0o022, additionalGids: additionalGids(user, rootless) },
    origins: {
      '': asked,
      '/umask': DOCKER,
      '/additionalGids': additionalGidsOrigin(user, rootless),
    },
  };
}

function additionalGids(user: ResolvedUser, rootless: IdMappings | undefined): number[] {
  if (!canSetGroups(rootless?.gidMappings)) return [];
  const own = [user.gid, ...user.additionalGids].filter((gid) => isMapped(gid, rootless?.gidMappings));
  return [
    ...own,
    ...(user.addedGids ?? []).filter((gid, index, all) => all.indexOf(gid) === index && !own.includes(gid)),
  ];
}

/** A group that comes with the image's user may be missing without harm; one that somebody asked for may not. */
function refuseUnserved({ addedGids = [] }: ResolvedUser, rootless: IdMappings | undefined): void {
  const canHave = (gid: number) => canSetGroups(rootless?.gidMappings) && isMapped(gid, rootless?.gidMappings);
  const missing = addedGids.find((gid) => !canHave(gid));
  if (missing !== undefined) throw new UnmappedId('group', missing);
}

function additionalGidsOrigin({ addedGids = [] }: ResolvedUser, rootless: IdMappings | undefined): Origin {
  if (addedGids.length > 0) return { from: 'option', detail: 'the groups of the user, and --group-add' };
  return canSetGroups(rootless?.gidMappings)
    ? { from: 'image', detail: 'the primary group, and the groups of /etc/group that name the user' }
    : { from: 'engine', detail: 'rootless without a range in /etc/subgid: setgroups is not allowed' };
}
