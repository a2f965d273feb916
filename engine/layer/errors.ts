import { EngineError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';

/** Which layer, and where in it: what every error of this folder can say about its place. */
export interface Place {
  /** What the caller calls the layer: usually its digest. */
  readonly layer: string;
  /** Number of the entry in the archive, from 0; undefined where the trouble is not in one entry. */
  readonly index?: number | undefined;
  /** Name of the entry, made harmless for a terminal. */
  readonly entry?: string | undefined;
}

interface Options {
  readonly cause?: unknown;
  readonly hint?: string;
}

/** The base of the errors about one layer. All are built alike, so that they can cross from the unpacking process to its parent. */
export abstract class LayerError<Code extends string = string> extends EngineError<Code> {
  readonly place: Place;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(reason: string, place: Place, options: Options = {}) {
    super(`${placeText(place)}: ${reason}`, options);
    // The fields themselves: they are to be sent, and a place may find its name only when it is asked.
    this.place = { layer: place.layer, index: place.index, entry: place.entry };
    this.reason = reason;
  }
}

/** An entry tries to reach what it must not reach: outside the root, or a name that the container's host gives meaning to. */
export class LayerUnsafe extends LayerError<'LAYER_UNSAFE'> {
  readonly code = 'LAYER_UNSAFE';
}

/** The bytes are not a valid layer, or one that two readers would understand differently. */
export class LayerCorrupt extends LayerError<'LAYER_CORRUPT'> {
  readonly code = 'LAYER_CORRUPT';
}

/** The layer is larger in some way than what is allowed: entries, bytes, depth, ratio, names. */
export class LimitExceeded extends LayerError<'LIMIT_EXCEEDED'> {
  readonly code = 'LIMIT_EXCEEDED';
}

/** The host refused: no space, no permission, an id that is not mapped. The cause is the system's error. */
export class LayerNotApplied extends LayerError<'LAYER_NOT_APPLIED'> {
  readonly code = 'LAYER_NOT_APPLIED';
}

/** The process that unpacks ended without a word: killed, or not started. */
export class UnpackProcessFailed extends LayerError<'UNPACK_PROCESS_FAILED'> {
  readonly code = 'UNPACK_PROCESS_FAILED';
}

/** The layer's content is not what the image's config promised. */
export class WrongDiffId extends EngineError<'WRONG_DIFF_ID'> {
  readonly code = 'WRONG_DIFF_ID';
  readonly layer: string;
  readonly expected: Digest;
  readonly actual: Digest;

  constructor(layer: string, expected: Digest, actual: Digest) {
    super(`layer ${layer}: wrong diff id calculated on extraction: expected ${expected}, got ${actual}`);
    this.layer = layer;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A layer error as it crosses from process to process. */
export interface WireError {
  readonly code: string;
  readonly reason: string;
  readonly place: Place;
  readonly hint: string;
}

/** The error as plain data; anything unexpected becomes the failure of the process, with its message. */
export function toWire(error: unknown, layer: string): WireError {
  if (error instanceof LayerError) {
    const { code, reason, place, hint } = error;
    return { code, reason, place, hint };
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNPACK_PROCESS_FAILED', reason, place: { layer }, hint: '' };
}

/** The error that `toWire` took apart, whole again. */
export function fromWire({ code, reason, place, hint }: WireError): LayerError {
  const Kind = KINDS[code] ?? UnpackProcessFailed;
  return new Kind(reason, place, { hint });
}

const KINDS: Readonly<Record<string, new (reason: string, place: Place, options: Options) => LayerError>> = {
  LAYER_UNSAFE: LayerUnsafe,
  LAYER_CORRUPT: LayerCorrupt,
  LIMIT_EXCEEDED: LimitExceeded,
  LAYER_NOT_APPLIED: LayerNotApplied,
};

function placeText({ layer, index, entry }: Place): string {
  const entryText = entry === undefined ? '' : ` "${entry}"`;
  return index === undefined ? `layer ${layer}` : `layer ${layer}: entry ${index}${entryText}`;
}
