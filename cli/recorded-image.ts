import { familiarName } from '../engine/image/reference.ts';
import type { Json } from '../engine/json.ts';
import type { RunRequest } from '../machines/actors/contract.ts';

/** The image of a recorded request, as people name it. Whoever made the file may have written anything there. */
export function recordedImage(request: Json): string {
  try {
    return familiarName((request as unknown as RunRequest).reference);
  } catch {
    return '(an image without a name)';
  }
}
