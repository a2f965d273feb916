import { readDigest, readStrings } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { InvalidDocument } from './errors.ts';
import { Field, withoutUndefined } from './field.ts';
import { parseJson } from './json-text.ts';
import type { Manifest } from './manifest.ts';
import { type Platform, readPlatform } from './platform.ts';

/** What to run and how, and the layers by their uncompressed digests, from the lowest up. @see image-spec config.md */
export interface ImageConfig extends Platform {
  readonly created?: string;
  readonly config: ExecutionConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly Digest[] };
  readonly history?: readonly HistoryEntry[];
}

/** The part of the config that becomes the container's process. Field names are the specification's. */
export interface ExecutionConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
}

/** How a layer came to be. */
export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/**
 * The image config in these bytes. What docker leaves null counts as unset; fields that the specification does not know are ignored,
 * as it demands (image-spec config.md#properties).
 *
 * @throws InvalidDocument, DocumentTooLarge
 */
export function parseImageConfig(bytes: Uint8Array): ImageConfig {
  const config = new Field('image config', '', parseJson(bytes, 'image config'));
  return {
    ...readPlatform(config),
    ...withoutUndefined({
      created: config.get('created').optional(readString),
      history: config.get('history').optional((field) => field.list().map(readHistoryEntry)),
    }),
    config: config.get('config').optional(readExecutionConfig) ?? {},
    rootfs: readRootfs(config.get('rootfs')),
  };
}

/**
 * Checks that the config names as many layers as the manifest does: else a layer would be unpacked that nobody has checked.
 *
 * @throws InvalidDocument with docker's words.
 */
export function refuseLayerMismatch({ layers }: Manifest, { rootfs }: ImageConfig): void {
  if (layers.length === rootfs.diff_ids.length) return;
  const problem = `layers from manifest don't match image configuration: expected ${layers.length}, got ${rootfs.diff_ids.length}`;
  throw new InvalidDocument('image config', 'rootfs.diff_ids', problem);
}

const readString = (field: Field): string => field.string();
const readList = (field: Field): string[] => field.strings();
/** A set, as Go writes one: keys with empty objects. */
const readSet = (field: Field): Record<string, object> =>
  field.map((value) => value.optional((set) => set.object()) ?? {});

function readExecutionConfig(field: Field): ExecutionConfig {
  return withoutUndefined({
    User: field.get('User').optional(readString),
    Env: field.get('Env').optional(readList),
    Entrypoint: field.get('Entrypoint').optional(readList),
    Cmd: field.get('Cmd').optional(readList),
    WorkingDir: field.get('WorkingDir').optional(readString),
    ExposedPorts: field.get('ExposedPorts').optional(readSet),
    Volumes: field.get('Volumes').optional(readSet),
    Labels: field.get('Labels').optional(readStrings),
    StopSignal: field.get('StopSignal').optional(readString),
  });
}

function readRootfs(field: Field): ImageConfig['rootfs'] {
  const type = field.get('type');
  if (type.value !== 'layers') type.refuse('"layers"');
  return { type: 'layers', diff_ids: field.get('diff_ids').list().map(readDigest) };
}

function readHistoryEntry(field: Field): HistoryEntry {
  return withoutUndefined({
    created: field.get('created').optional(readString),
    created_by: field.get('created_by').optional(readString),
    comment: field.get('comment').optional(readString),
    empty_layer: field.get('empty_layer').optional((empty) => empty.boolean()),
  });
}
