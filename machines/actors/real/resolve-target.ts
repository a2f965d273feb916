import type { Engine } from '../../../engine/engine.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { type ImageIndex, parseImageIndex } from '../../../engine/image/image-index.ts';
import { isIndex } from '../../../engine/image/media-type.ts';
import { formatPlatform, type Platform } from '../../../engine/image/platform.ts';
import { familiarName, type Reference } from '../../../engine/image/reference.ts';
import { selectRemoteManifest } from '../../../engine/image/select-manifest.ts';

/** Where documents of a registry are put, and where they come from. */
export interface Documents {
  keep(descriptor: Descriptor, bytes: Buffer): unknown;
  fetch(descriptor: Descriptor): Promise<Buffer>;
}

/** What a name stands for at its registry. */
export interface ResolvedTarget {
  readonly target: Descriptor;
  readonly bytes: Buffer;
  /** Undefined where the name stands for one manifest, for one platform. */
  readonly index: ImageIndex | undefined;
  readonly manifest: Descriptor;
  /** The same in a sentence. */
  readonly text: string;
}

/** Asks the registry what the name stands for, and chooses the manifest for the platform. */
export async function resolveTarget(
  engine: Engine,
  { reference, platform }: { readonly reference: Reference; readonly platform: Platform },
  signal: AbortSignal,
  documents: Documents,
): Promise<ResolvedTarget> {
  const client = await engine.registryOf(reference);
  const wanted = reference.digest ?? reference.tag!;
  const { descriptor: target, bytes } = await client.fetchManifest(reference.repository, wanted, signal);
  await documents.keep(target, bytes);
  const stands = `${familiarName(reference)} is ${target.digest}`;
  if (!isIndex(target.mediaType)) {
    return { target, bytes, index: undefined, manifest: target, text: `${stands}: a manifest, for one platform.` };
  }
  const index = parseImageIndex(bytes, target);
  const manifest = await selectRemoteManifest(index, platform, async (listed) =>
    parseImageIndex(await documents.fetch(listed), listed),
  );
  const choice = `For ${formatPlatform(platform)} it is ${manifest.digest}.`;
  return {
    target,
    bytes,
    index,
    manifest,
    text: `${stands}: an index of ${index.manifests.length} manifests. ${choice}`,
  };
}
