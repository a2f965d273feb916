import type { BuiltImage } from '../image.ts';
import { FILL } from '../programs/fill.ts';
import { executable } from '../programs/machine.ts';
import { buildSpecimen, file } from './specimen.ts';

/** `memory-hog`: fills 64 MiB of memory and ends with 0, or is killed where a limit is below that. */
export function buildMemoryHog(): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [{ line: 'COPY fill /', files: [file('fill', executable(FILL, architecture), 0o755)] }],
    config: { Cmd: ['/fill'] },
  }));
}
