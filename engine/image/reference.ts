import type { Digest } from './digest.ts';

/** What people type for an image, spelled out. Made only by `parseReference`. */
export interface Reference {
  /** Host and optional port: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path within the registry: `library/hello-world`. */
  readonly repository: string;
  /** `latest` where neither tag nor digest was written; undefined for a reference by digest alone. */
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}
