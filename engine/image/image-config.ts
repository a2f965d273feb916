import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

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
