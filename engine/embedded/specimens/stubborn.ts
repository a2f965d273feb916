import type { BuiltImage } from '../image.ts';
import { executable } from '../programs/machine.ts';
import { WAIT } from '../programs/wait.ts';
import { buildSpecimen, file } from './specimen.ts';

/** `stubborn`: waits for ever, and as process 1 does not react to SIGTERM. */
export function buildStubborn(): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [{ line: 'COPY wait /', files: [file('wait', executable(WAIT, architecture), 0o755)] }],
    config: { Cmd: ['/wait'] },
  }));
}
