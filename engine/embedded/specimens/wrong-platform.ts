import type { BuiltImage } from '../image.ts';
import { buildSpecimen, catLayer } from './specimen.ts';

/** `wrong-platform`: an image for processors that hardly anybody has. Its programs are never run. */
export function buildWrongPlatform(): BuiltImage {
  const processors = { amd64: 's390x', arm64: 'ppc64le', riscv64: 'mips64le' } as const;
  return buildSpecimen(
    (architecture) => ({ layers: [catLayer(architecture)], config: { Cmd: ['/bin/cat'] } }),
    (architecture) => ({ os: 'linux', architecture: processors[architecture] }),
  );
}
