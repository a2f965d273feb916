import type { Engine } from '../../engine/engine.ts';
import { printable } from '../../engine/image/printable.ts';
import type { ApplyOptions } from '../../engine/layer/apply-layer.ts';
import type { LayerReport } from '../../engine/layer/unpack-job.ts';
import type { Io } from '../io.ts';

/** How layers are unpacked for this user: an ordinary one owns every file, as with `umoci raw unpack --rootless`. */
export function unpackOptions({ idMappings, launcher }: Engine): Pick<ApplyOptions, 'ownership' | 'launcher'> {
  return { ownership: idMappings === undefined ? 'keep' : 'squash', ...(launcher && { launcher }) };
}

/** Says on stderr what was left out or done otherwise. */
export function printWarnings(reports: readonly LayerReport[], { stderr }: Pick<Io, 'stderr'>): void {
  for (const warning of reports.flatMap(({ warnings }) => warnings)) {
    stderr.write(`learn-run: warning: ${printable(warning)}\n`);
  }
}
