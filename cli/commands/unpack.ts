import type { Engine } from '../../engine/engine.ts';
import type { Descriptor } from '../../engine/image/descriptor.ts';
import type { ImageConfig } from '../../engine/image/image-config.ts';
import type { Manifest } from '../../engine/image/manifest.ts';
import type { WantedPlatform } from '../../engine/image/platform.ts';
import { parseReference } from '../../engine/image/reference.ts';
import { unpackImage } from '../../engine/layer/unpack-image.ts';
import { readLayout } from '../../engine/oci-layout.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { wantedPlatform } from '../options/platform.ts';
import { layersOf, storedImage } from '../stored-image.ts';
import { withNewDirectory } from './new-directory.ts';
import { newParser, parse } from './parser.ts';
import { printWarnings, unpackOptions } from './unpack-options.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] REF|oci:DIR:TAG DIRECTORY',
  description: 'Make the root file system of an image: all its layers, one on top of the other.',
  examples: [
    ['learn-run unpack alpine:3 ./rootfs', 'pulled first where it is not here'],
    ['learn-run unpack oci:./layout:3 ./rootfs', 'from an OCI image layout on disk'],
  ],
} as const;

interface UnpackCommandOptions {
  readonly platform?: string;
  readonly offline?: true;
  readonly registry?: string;
}

/** `learn-run unpack`. Leaves no half-made directory behind. */
export async function unpack(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('unpack', INTRODUCTION, io)
    .argument('<image>')
    .argument('<directory>')
    .option('--platform <os/arch[/variant]>', 'Take the image for this platform')
    .option('--offline', 'Take the image from the registry inside learn-run: no network')
    .option('--registry <name>', 'embedded: the same as --offline');
  if (!parse(parser, words)) return 0;
  const [image = '', directory = ''] = parser.args;
  const options = parser.opts<UnpackCommandOptions>();
  const platform = wantedPlatform(options.platform);
  const engine = openEngine(io, options);
  try {
    const source = image.startsWith('oci:')
      ? fromLayout(image, platform)
      : await fromStore(image, platform, engine, io);
    await withNewDirectory(directory, async (path) => {
      printWarnings(await unpackImage(layersOf(source, source.pathOf), path, unpackOptions(engine)), io);
    });
    return 0;
  } finally {
    await engine.close();
  }
}

interface Source {
  readonly manifest: Manifest;
  readonly config: ImageConfig;
  readonly pathOf: (blob: Descriptor) => string;
}

/** `oci:DIR:TAG`, as umoci and skopeo write it; the tag is what stands behind the last colon. */
function fromLayout(text: string, platform: WantedPlatform): Source {
  const [, directory, tag] = /^oci:(.+):([^:/]+)$/.exec(text) ?? [];
  if (directory === undefined || tag === undefined) {
    throw new UsageError(`invalid image ${JSON.stringify(text)}: expected oci:DIR:TAG`, 'unpack');
  }
  return readLayout(directory, tag, platform);
}

async function fromStore(text: string, platform: WantedPlatform, engine: Engine, io: Io): Promise<Source> {
  const { manifest, config } = await storedImage(engine, { reference: parseReference(text), platform }, io);
  return { manifest, config, pathOf: ({ digest }) => engine.store.content.pathOf(digest) };
}
