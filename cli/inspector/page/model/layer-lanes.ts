import type { Descriptor } from '../../../../engine/image/descriptor.ts';
import type { Progress } from '../../../../machines/evidence.ts';
import type { Chronicle, Moment } from './chronicle.ts';
import { placesOf } from './places.ts';

/** One layer on its way from the registry into a directory. */
export interface Lane {
  readonly actor: string;
  readonly digest: string;
  readonly size: number;
  /** `layer.downloading` */
  readonly state: string | undefined;
  /** Docker's own word. */
  readonly status: string;
  /** Bytes of it that are done; undefined where they are not counted. */
  readonly current: number | undefined;
}

/** The states that a layer goes through, in their order. */
export const LANE_STATES = ['waiting', 'downloading', 'verifying', 'extracting', 'complete'] as const;

/** The layers of the image side by side, from the lowest up; none before its manifest is known. */
export function lanesOf(chronicle: Chronicle, moment: Moment): Lane[] {
  const manifest = chronicle.fact('manifest', moment)?.value as { readonly layers?: readonly Descriptor[] } | undefined;
  const places = new Map(placesOf(chronicle, moment).map((place) => [place.actor, place.active.at(-1)]));
  const progress = latestProgress(chronicle, moment);
  const isPulled = places.has('pull');
  return (manifest?.layers ?? []).map(({ digest, size }, index) => {
    const actor = `layer-${index}`;
    const latest = progress.get(digest);
    const isMoving = latest?.status === 'Downloading' || latest?.status === 'Extracting';
    return {
      actor,
      digest,
      size,
      state: places.get(actor),
      status: latest?.status ?? (isPulled ? '' : 'Already exists'),
      current: isMoving ? latest.current : undefined,
    };
  });
}

type LayerProgress = Extract<Progress, { kind: 'layer' }>;

function latestProgress(chronicle: Chronicle, moment: Moment): Map<string, LayerProgress> {
  const latest = new Map<string, LayerProgress>();
  for (const { progress } of chronicle.of('progress', moment))
    if (progress.kind === 'layer') latest.set(progress.digest, progress);
  return latest;
}
