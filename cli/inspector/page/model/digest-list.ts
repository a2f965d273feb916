import type { Descriptor } from '../../../../engine/image/descriptor.ts';
import type { Json } from '../../../../engine/json.ts';
import type { DigestFact } from '../../../../machines/facts.ts';
import type { Chronicle, Moment } from './chronicle.ts';

/** Something that is called by its digest. */
export interface Named {
  /** `index`, `manifest`, `config`, `layer 1`. */
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
  /** Its very bytes; undefined where they are not part of the story. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Where secrets were taken out of them: then they are not the very bytes any more. */
  readonly isRedacted: boolean;
  /** What learn-run has computed from the file, and where that is; undefined where it has not. */
  readonly elsewhere: DigestFact | undefined;
  /** Of a layer: the digest of the archive once it is uncompressed, by the word of the config. */
  readonly diffId: string | undefined;
}

type ShownBytes = { readonly mediaType: string; readonly size: number } & (
  | { readonly text: string }
  | { readonly base64: string }
);

/** Everything of the image that has a digest, from the name down to the layers. */
export function digestsOf(chronicle: Chronicle, moment: Moment): Named[] {
  const shown = new Map(
    chronicle
      .facts('bytes', moment)
      .flatMap(({ value }) => Object.entries((value ?? {}) as Readonly<Record<string, ShownBytes>>)),
  );
  const computed = new Map(
    chronicle
      .facts('digests', moment)
      .flatMap(({ value }) => (Array.isArray(value) ? (value as DigestFact[]) : []))
      .map((fact) => [fact.digest, fact]),
  );
  const manifest = chronicle.fact('manifest', moment)?.value as { readonly layers?: readonly Descriptor[] } | undefined;
  const layers = manifest?.layers ?? [];
  const diffIds = diffIdsOf(chronicle.fact('image config', moment)?.value);
  const isLayer = new Set<string>(layers.map(({ digest }) => digest));
  const documents = [...shown].filter(([digest]) => !isLayer.has(digest));
  return [
    ...documents.map(([digest, { mediaType, size }]) =>
      named(nameOf(mediaType), { digest, mediaType, size }, shown.get(digest), undefined),
    ),
    ...layers.map((layer, index) => named(`layer ${index + 1}`, layer, shown.get(layer.digest), diffIds[index])),
  ].map((one) => ({ ...one, elsewhere: computed.get(one.digest) }));
}

function named(
  name: string,
  { digest, size, mediaType }: { readonly digest: string; readonly size: number; readonly mediaType: string },
  shown: ShownBytes | undefined,
  diffId: string | undefined,
): Omit<Named, 'elsewhere'> {
  const isRedacted = shown !== undefined && 'text' in shown && shown.text.includes('[redacted]');
  return { name, digest, size, mediaType, bytes: shown && bytesOf(shown), isRedacted, diffId };
}

function bytesOf(shown: ShownBytes): Uint8Array<ArrayBuffer> {
  if ('text' in shown) return new TextEncoder().encode(shown.text);
  return Uint8Array.from(atob(shown.base64), (sign) => sign.charCodeAt(0));
}

function nameOf(mediaType: string): string {
  if (/index|manifest\.list/.test(mediaType)) return 'index';
  return /manifest/.test(mediaType) ? 'manifest' : 'config';
}

function diffIdsOf(config: Json | undefined): readonly string[] {
  const { rootfs } = (config ?? {}) as { readonly rootfs?: { readonly diff_ids?: readonly string[] } };
  return rootfs?.diff_ids ?? [];
}
