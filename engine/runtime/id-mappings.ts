import type { IdMappings } from '../bundle/id-mappings.ts';
import type { IdMapping } from '../bundle/runtime-spec.ts';

/** What the maps are made from: the caller, and the texts of /etc/subuid and /etc/subgid. */
export interface IdSources {
  readonly uid: number;
  readonly gid: number;
  /** Undefined where /etc/passwd does not know the caller. */
  readonly userName: string | undefined;
  readonly subuid: string;
  readonly subgid: string;
  /** Whether newuidmap(1) and newgidmap(1) are installed, without which ranges cannot be mapped. */
  readonly hasMappingTools: boolean;
}

/**
 * The maps for the caller: root inside is the caller outside; the ids from 1 on are those that the administrator gave
 * in /etc/subuid and /etc/subgid. Without such a range there is just the one id.
 */
export function idMappingsFor({ uid, gid, userName, subuid, subgid, hasMappingTools }: IdSources): IdMappings {
  const names = [userName, String(uid)];
  const [uidRanges, gidRanges] = [rangesOf(subuid, names), rangesOf(subgid, names)];
  const hasRanges = hasMappingTools && uidRanges.length > 0 && gidRanges.length > 0;
  return {
    uidMappings: stack(uid, hasRanges ? uidRanges : []),
    gidMappings: stack(gid, hasRanges ? gidRanges : []),
  };
}

/** True where only one id is mapped, so that every other owner of a file is lost. */
export function isSingleId({ uidMappings }: IdMappings): boolean {
  return uidMappings.length === 1 && uidMappings[0]!.size === 1;
}

/**
 * The map that gives a user namespace within another one all ids of that one, each by the same number.
 *
 * @param map the other one's: lines of `inside outside count`. @see user_namespaces(7)
 */
export function everyId(map: string): IdMapping[] {
  const lines = map.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [start, , size] = line.trim().split(/\s+/).map(Number);
    return { containerID: start!, hostID: start!, size: size! };
  });
}

interface Range {
  readonly start: number;
  readonly count: number;
}

/** Lines `name-or-id:start:count`; others are passed over. @see subuid(5) */
function rangesOf(text: string, names: readonly (string | undefined)[]): Range[] {
  const lines = text.split('\n').map((line) => line.trim().split(':'));
  const own = lines.filter(([name, ...rest]) => names.includes(name) && rest.length === 2 && rest.every(isNumber));
  return own
    .map(([, start, count]) => ({ start: Number(start), count: Number(count) }))
    .filter(({ count }) => count > 0);
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

function stack(own: number, ranges: readonly Range[]): IdMapping[] {
  const mappings = [{ containerID: 0, hostID: own, size: 1 }];
  let next = 1;
  for (const { start, count } of ranges) {
    mappings.push({ containerID: next, hostID: start, size: count });
    next += count;
  }
  return mappings;
}
