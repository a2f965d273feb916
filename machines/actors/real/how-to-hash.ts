import type { Engine } from '../../../engine/engine.ts';
import type { Descriptor } from '../../../engine/image/descriptor.ts';
import { algorithmOf } from '../../../engine/image/digest.ts';

/** The command that shows the digest of a blob in the store: `sha256sum /var/lib/learn-run/blobs/sha256/…`. */
export function howToHash({ store }: Engine, { digest }: Descriptor): string {
  return `${algorithmOf(digest)}sum ${store.content.pathOf(digest)}`;
}
