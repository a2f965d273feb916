import { GroupNotFound, IdOutOfRange, UserNotFound } from './errors.ts';
import { type GroupEntry, MAX_ID, type PasswdEntry, parseGroup, parsePasswd } from './passwd.ts';

/** The user a container's process runs as. */
export interface ResolvedUser {
  readonly uid: number;
  readonly gid: number;
  /** The groups whose member list names the user, in the group file's order; the primary group only if it names him too. */
  readonly additionalGids: readonly number[];
  /** The groups of `--group-add`. */
  readonly addedGids?: readonly number[];
  /** The user's home directory in the container; `/` where passwd does not know. */
  readonly home: string;
  /** The name that passwd has for the user. */
  readonly username: string | undefined;
}

/** The image's own files; undefined where it has none. */
export interface UserDatabase {
  readonly passwd: Buffer | undefined;
  readonly group: Buffer | undefined;
}

/**
 * The user that `user`, `uid`, `user:group` or `:group` stands for, by the image's own passwd and group files.
 *
 * Digits are always an id, never a name, even where the id is out of range: passwd may well contain a user called
 * `99999999999` whose uid is 0 (CVE-2016-3697, CVE-2026-46680). The empty text means uid 0.
 * Throws `UserNotFound`, `GroupNotFound`, `IdOutOfRange` and `UserDatabaseTooLarge`.
 */
export function resolveUser(text: string, { passwd, group }: UserDatabase): ResolvedUser {
  const [userText = '', groupText = ''] = text.split(':');
  const entry = findUser(userText, passwd === undefined ? [] : parsePasswd(passwd));
  const groups = group === undefined ? [] : parseGroup(group);
  return {
    uid: entry.uid,
    gid: groupText === '' ? entry.gid : findGroup(groupText, groups),
    // Naming a group replaces the groups that come with the user.
    additionalGids: groupText === '' ? groupsOf(entry.name, groups) : [],
    home: entry.home || '/',
    username: entry.name,
  };
}

/** The groups that `--group-add` names, by the image's own group file. Throws `GroupNotFound`, `IdOutOfRange`. */
export function resolveGroups(names: readonly string[], { group }: Pick<UserDatabase, 'group'>): number[] {
  const groups = group === undefined ? [] : parseGroup(group);
  return names.map((name) => findGroup(name, groups));
}

/** A user that need not be in passwd. */
type Found = Omit<PasswdEntry, 'name'> & { readonly name: string | undefined };

function findUser(text: string, users: readonly PasswdEntry[]): Found {
  const uid = text === '' ? 0 : parseIdArgument(text);
  const entry = users.find((user) => (uid === undefined ? user.name === text : user.uid === uid));
  if (entry !== undefined) return entry;
  if (uid === undefined) throw new UserNotFound(text);
  return { name: undefined, uid, gid: 0, home: '/' };
}

function findGroup(text: string, groups: readonly GroupEntry[]): number {
  const gid = parseIdArgument(text);
  if (gid !== undefined) return gid;
  const entry = groups.find((group) => group.name === text);
  if (entry === undefined) throw new GroupNotFound(text);
  return entry.gid;
}

function groupsOf(name: string | undefined, groups: readonly GroupEntry[]): number[] {
  if (name === undefined) return [];
  return groups.filter((group) => group.members.includes(name)).map((group) => group.gid);
}

/** The id that the text spells, undefined where it spells a name. */
function parseIdArgument(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const id = Number(text);
  if (id < 0 || id > MAX_ID) throw new IdOutOfRange(text);
  return id;
}
