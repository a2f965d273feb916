import { UserDatabaseTooLarge } from './errors.ts';

/** A line of /etc/passwd, passwd(5), as far as running a process needs it. */
export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** A line of /etc/group, group(5). */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** The largest passwd or group file that is read. Without it an image could fill the host's memory (CVE-2026-47262). */
export const USER_DATABASE_LIMIT = 1024 * 1024;

/** The largest uid and gid that is taken; beyond it a signed 32-bit number wraps around (CVE-2024-40635). */
export const MAX_ID = 2 ** 31 - 1;

/** The users of a passwd file, in its order. Throws `UserDatabaseTooLarge`. */
export function parsePasswd(file: Buffer): PasswdEntry[] {
  return records('/etc/passwd', file).flatMap(([name, , uidText, gidText, , home]) => {
    const uid = parseId(uidText);
    const gid = parseId(gidText);
    return name === undefined || uid === undefined || gid === undefined ? [] : [{ name, uid, gid, home: home ?? '' }];
  });
}

/** The groups of a group file, in its order. Throws `UserDatabaseTooLarge`. */
export function parseGroup(file: Buffer): GroupEntry[] {
  return records('/etc/group', file).flatMap(([name, , gidText, members]) => {
    const gid = parseId(gidText);
    return name === undefined || gid === undefined ? [] : [{ name, gid, members: members ? members.split(',') : [] }];
  });
}

/** The fields of each line. Lines end with LF or CRLF; a line with a NUL byte is no text and is left out. */
function records(file: string, content: Buffer): string[][] {
  if (content.length > USER_DATABASE_LIMIT) throw new UserDatabaseTooLarge(file, content.length, USER_DATABASE_LIMIT);
  return content
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.includes('\0'))
    .map((line) => line.split(':'));
}

/**
 * A damaged or too large number makes the whole line void. Other readers take it for 0 or let it wrap, and so let an
 * image's typing error, or its malice, make a named user root.
 */
function parseId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= MAX_ID ? id : undefined;
}
