import { readFileSync } from 'node:fs';
import type { ParityArea, ParityCase } from '../../test/parity/parity-case.ts';
import type { EngineName } from './engines.ts';

/** What was seen of one case, by engine. */
export type Sights = Readonly<Partial<Record<EngineName, string>>>;

/** All that was seen, and of which versions. */
export interface Recording {
  readonly versions: Sights;
  readonly seen: Readonly<Record<string, Sights>>;
}

/** What docs/parity.md is made of, and what later runs are held against. */
export const RECORDING = new URL('../../test/parity/recording.json', import.meta.url);

export const readRecording = (): Recording => JSON.parse(readFileSync(RECORDING, 'utf8')) as Recording;

/** What was seen before and now of these cases, in their order; sights of engines that are not here now stay as they were. */
export function merged(before: Recording, now: Recording, ids: readonly string[]): Recording {
  const seen = ids.flatMap((id) => {
    const sights = { ...before.seen[id], ...now.seen[id] };
    return Object.keys(sights).length === 0 ? [] : [[id, sights] as const];
  });
  return { versions: { ...before.versions, ...now.versions }, seen: Object.fromEntries(seen) };
}

/** Whether the same versions were compared: else a part of the cases cannot be added to what was recorded before. */
export const haveSameVersions = (before: Recording, now: Recording): boolean =>
  Object.entries(now.versions).every(([name, version]) => before.versions[name as EngineName] === version);

export interface Verdict {
  /** The cases in which learn-run differs from docker, and nobody says why. */
  readonly unexplained: readonly string[];
  /** The explanations of what is no difference. */
  readonly needless: readonly string[];
}

/** Docker is who learn-run is held against. */
export const isSame = (sights: Sights | undefined): boolean => sights?.['learn-run'] === sights?.docker;

/** Whether every difference is explained, and every explanation needed: at least on some machine. */
export function judge(
  areas: readonly ParityArea[],
  { seen }: Recording,
  explanations: Readonly<Record<string, string>>,
): Verdict {
  const cases = casesOf(areas);
  const elsewhere = cases.filter(({ isOfTheMachine }) => isOfTheMachine).map(({ id }) => id);
  return {
    unexplained: cases.map(({ id }) => id).filter((id) => !isSame(seen[id]) && explanations[id] === undefined),
    needless: Object.keys(explanations).filter((id) => isSame(seen[id]) && !elsewhere.includes(id)),
  };
}

export const casesOf = (areas: readonly ParityArea[]): readonly ParityCase[] => areas.flatMap(({ cases }) => cases);
