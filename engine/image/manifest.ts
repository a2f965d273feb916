import type { Descriptor } from './descriptor.ts';

/** Which config and which layers make up one image, for one platform; the layers from the lowest up. @see image-spec manifest.md */
export interface Manifest {
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}
