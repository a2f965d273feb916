import type { BuiltImage } from '../image.ts';
import { buildSpecimen, catLayer, directory, file } from './specimen.ts';

/** `user`: an image whose config says that its program is not to run as root. */
export function buildUser(): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [
      catLayer(architecture),
      {
        line: 'COPY etc /',
        files: [
          directory('etc/'),
          file('etc/passwd', 'root:x:0:0:root:/root:/bin/cat\nworker:x:1234:1234:A worker:/:/bin/cat\n'),
          file('etc/group', 'root:x:0:\nworker:x:1234:\nprinters:x:77:worker\n'),
        ],
      },
    ],
    config: { User: 'worker', Entrypoint: ['/bin/cat'], Cmd: ['/proc/self/status'] },
  }));
}
