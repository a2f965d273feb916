import type { BuiltImage } from '../image.ts';
import { executable } from '../programs/machine.ts';
import { SERVE } from '../programs/serve.ts';
import { buildSpecimen, directory, file } from './specimen.ts';

/** `service`: wants to write below /run, as most services do. Where the root is read-only, that fails. */
export function buildService(): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [
      { line: 'COPY serve /', files: [file('serve', executable(SERVE, architecture), 0o755)] },
      {
        line: 'COPY etc run /',
        files: [directory('etc/'), file('etc/settings', 'colour = blue\n'), directory('run/')],
      },
    ],
    config: { Cmd: ['/serve'] },
  }));
}
