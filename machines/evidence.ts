import type { Json } from '../engine/json.ts';
import type { StepName } from './steps.ts';

/** Where evidence comes from: the real kernel and registry, a plan that was compiled but not carried out, or a recording. */
export type Badge = 'REAL' | 'DRY' | 'REPLAY';

/** What the registry, the disk or the kernel really said at one step. */
export interface Evidence {
  readonly step: StepName;
  readonly badge: Badge;
  /** One sentence for a person, with the decisive value in it: `docker.io/library/hello-world:latest is not in the store.` */
  readonly sentence: string;
  /** The documents and figures behind the sentence, by the name of the pane that shows them: `manifest`, `config.json`, `syscalls`, … */
  readonly facts: { readonly [pane: string]: Json };
  /** Command lines that show the same in another terminal, ready to be copied. */
  readonly check: readonly string[];
}

/** Something on its way: bytes of a layer, a line for the person who waits. Never part of a machine's context. */
export type Progress =
  | {
      readonly kind: 'layer';
      readonly digest: string;
      readonly status: LayerStatus;
      readonly current: number;
      readonly total: number;
    }
  | { readonly kind: 'line'; readonly text: string }
  | {
      /** What the cgroup of the container has counted. */
      readonly kind: 'usage';
      /** Since the program was begun to be waited for. */
      readonly ms: number;
      /** Bytes; null where the kernel does not count that here. */
      readonly memory: number | null;
      /** Microseconds of all processors together, since the cgroup was made. */
      readonly cpu: number | null;
      readonly pids: number | null;
    };

/** Docker's own words for the life of a layer. */
export type LayerStatus =
  | 'Pulling fs layer'
  | 'Waiting'
  | 'Downloading'
  | 'Verifying Checksum'
  | 'Download complete'
  | 'Extracting'
  | 'Pull complete'
  | 'Already exists';
