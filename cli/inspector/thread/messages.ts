import type { Decision } from '../../../machines/actors/pace.ts';
import type { Assets } from '../api.ts';
import type { Told } from '../scribe.ts';
import type { SharedPlace } from '../share/own-address.ts';
import type { WayIn } from '../share/shared-class.ts';

/** What the thread begins with. */
export interface Beginning {
  readonly assets: Assets;
  /** Where a class is let in; undefined where it is not. */
  readonly place: SharedPlace | undefined;
}

/** What the run tells the thread. */
export type ToThread =
  | { readonly kind: 'told'; readonly told: readonly Told[] }
  | { readonly kind: 'answer'; readonly number: number; readonly value: Answer }
  /** What is in the layers is to be asked for anew. */
  | { readonly kind: 'forgetLayers' }
  | { readonly kind: 'close' };

/** What only the run can answer. */
export type Question =
  | { readonly kind: 'decide'; readonly stop: number; readonly decision: Decision }
  | { readonly kind: 'answer'; readonly question: number; readonly answer: number | string | null }
  | { readonly kind: 'setBreakpoint'; readonly state: string; readonly isSet: boolean }
  | { readonly kind: 'layer'; readonly digest: string }
  | { readonly kind: 'blob'; readonly digest: string };

/** What came of a question: its value, or that it has failed. */
export type Answer = { readonly value: unknown } | 'failed';

/** What the thread tells the run. */
export type FromThread =
  | { readonly kind: 'open'; readonly address: string; readonly wayIn: WayIn | undefined }
  /** Nothing can listen where a class is wanted. */
  | { readonly kind: 'cannotShare'; readonly reason: string; readonly hint: string }
  | { readonly kind: 'pages'; readonly count: number }
  | { readonly kind: 'followers'; readonly count: number }
  | { readonly kind: 'question'; readonly number: number; readonly question: Question };
