import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownMap } from '../../engine/initial-user-namespace.ts';
import { codeOf } from '../../engine/syscall/error-code.ts';
import { cacheOf } from '../home.ts';
import { UsageMistake } from './errors.ts';

/**
 * What belongs to the host's root is not for root of a user namespace, as podman makes one for an ordinary user. Those who
 * call a runtime do not always give it a HOME, and podman does so for some commands only.
 *
 * @param isInner true for an ordinary user, and for root of a user namespace
 * @throws UsageMistake
 */
export function cacheDirectory(
  env: Readonly<Record<string, string | undefined>>,
  uid: number,
  isInner: boolean,
): string {
  // Not by the id outside, which the command that looks for it cannot know.
  if (isInner && uid === 0) return env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, 'learn-run-cache-0') : inTmp(uid);
  try {
    return cacheOf({ env, uid });
  } catch {
    return inTmp(uid);
  }
}

/**
 * A directory in /tmp, where everybody may make one: of this name only its owner's own is taken, since what lies in it is
 * executed.
 */
function inTmp(uid: number): string {
  const directory = `/tmp/learn-run-cache-${idOutside(uid, ownMap('uid'))}`;
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const found = lstatSync(directory);
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0) return directory;
  throw new UsageMistake(`${directory} belongs to somebody else: name a directory of yours in XDG_RUNTIME_DIR`);
}

/** The id that the host knows him by: every user is 0 in a user namespace of his own. */
export function idOutside(uid: number, map: string): number {
  const lines = map.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const line = lines.find(([inside = 0, , count = 0]) => uid >= inside && uid < inside + count);
  return line ? line[1]! + uid - line[0]! : uid;
}
