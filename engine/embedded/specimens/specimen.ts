import type { ExecutionConfig } from '../../image/image-config.ts';
import { type BuiltImage, buildImage } from '../image.ts';
import { CAT } from '../programs/cat.ts';
import { ARCHITECTURES, type Architecture, executable, platformOf } from '../programs/machine.ts';
import type { TarFile } from '../tar.ts';

/** A fixed day, so that the digests never change by themselves. */
const CREATED = '2026-01-01T00:00:00Z';

/** One layer: the line of a Dockerfile that would make it, and its files. */
export interface SpecimenLayer {
  readonly line: string;
  readonly files: readonly TarFile[];
}

/** What a specimen is made of on one processor. */
export interface SpecimenParts {
  readonly layers: readonly SpecimenLayer[];
  readonly config: ExecutionConfig;
}

/** An image of the lessons, for every processor that the programs were written for. */
export function buildSpecimen(
  partsFor: (architecture: Architecture) => SpecimenParts,
  platform: typeof platformOf = platformOf,
): BuiltImage {
  return buildImage(
    ARCHITECTURES.map((architecture) => {
      const { layers, config } = partsFor(architecture);
      const history = layers.map(({ line }) => ({ created: CREATED, created_by: line, comment: 'made by learn-run' }));
      return {
        platform: platform(architecture),
        layers: layers.map(({ files }) => files),
        config: { Env: ['PATH=/bin'], WorkingDir: '/', ...config },
        created: CREATED,
        history,
      };
    }),
  );
}

/** A file with this text, or these bytes. */
export function file(path: string, content: string | Uint8Array, mode = 0o644, owner = 0): TarFile {
  return { path, mode, owner, mtime: Date.parse(CREATED) / 1000, content: Buffer.from(content) };
}

/** A directory; its path ends with `/`. */
export function directory(path: string, mode = 0o755, owner = 0): TarFile {
  return file(path, '', mode, owner);
}

/** The lowest layer of most specimens: the only tool that their containers have. */
export function catLayer(architecture: Architecture): SpecimenLayer {
  return { line: 'COPY cat /bin/', files: [directory('bin/'), file('bin/cat', executable(CAT, architecture), 0o755)] };
}
