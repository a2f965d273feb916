import type { OutputStream } from '../../engine/record/entry.ts';
import { OUTPUT_LIMIT } from '../../engine/record/run-writer.ts';
import type { News } from './page/messages.ts';

/** How much of what the program writes a page is told: as much as a run file keeps. */
export class OutputKeeper {
  readonly #kept: Record<OutputStream, number> = { stdout: 0, stderr: 0 };

  /** What to tell of these bytes. */
  keep(stream: OutputStream, chunk: Buffer): News[] {
    const room = OUTPUT_LIMIT - this.#kept[stream];
    if (room < 0) return [];
    const isAll = chunk.length <= room;
    this.#kept[stream] = isAll ? this.#kept[stream] + chunk.length : OUTPUT_LIMIT + 1;
    const data = chunk.subarray(0, room).toString('base64');
    return [
      ...(room > 0 ? [{ kind: 'output', stream, data } as const] : []),
      ...(isAll ? [] : [{ kind: 'outputOmitted', stream } as const]),
    ];
  }
}
