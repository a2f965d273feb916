import type { Descriptor } from './descriptor.ts';

/** One name, many platforms: the manifests to choose from. @see image-spec image-index.md */
export interface ImageIndex {
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}
