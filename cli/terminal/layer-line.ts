import { hexOf } from '../../engine/image/digest.ts';
import type { Progress } from '../../machines/evidence.ts';
import { humanSize } from './human-size.ts';

export type LayerProgress = Extract<Progress, { kind: 'layer' }>;

/** Statuses with bytes on the move: a bar on a terminal, and nothing where there is none. */
export const isMoving = ({ status }: LayerProgress): boolean => status === 'Downloading' || status === 'Extracting';

/** `ee5eaced81ed: Download complete`. */
export function layerLine({ digest, status }: LayerProgress): string {
  return `${shortName(digest)}: ${status}`;
}

/** The same with docker's bar where bytes are on the move: `ee5eaced81ed: Downloading [==>   ]  36.45kB/3.001MB`. */
export function liveLayerLine(progress: LayerProgress, columns: number): string {
  if (!isMoving(progress) || progress.total <= 0) return layerLine(progress);
  const figures = `${humanSize(progress.current).padStart(8)}/${humanSize(progress.total)}`;
  const width = Math.min(50, columns - 'ee5eaced81ed: Downloading [>]  999.9kB/999.9MB '.length);
  const line = width < 5 ? layerLine(progress) : `${layerLine(progress).padEnd(25)} ${bar(progress, width)}`;
  return `${line} ${figures}`;
}

function bar({ current, total }: LayerProgress, width: number): string {
  const filled = Math.floor(width * Math.min(1, current / total));
  return `[${'='.repeat(filled)}>${' '.repeat(width - filled)}]`;
}

const shortName = (digest: string) => hexOf(digest as `sha256:${string}`).slice(0, 12);
