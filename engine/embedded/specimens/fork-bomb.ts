import type { BuiltImage } from '../image.ts';
import { FORK } from '../programs/fork.ts';
import { executable } from '../programs/machine.ts';
import { buildSpecimen, file } from './specimen.ts';

/** `fork-bomb`: starts a hundred processes and ends with 0, or with an errno where a limit is below that. */
export function buildForkBomb(): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [{ line: 'COPY fork /', files: [file('fork', executable(FORK, architecture), 0o755)] }],
    config: { Cmd: ['/fork'] },
  }));
}
