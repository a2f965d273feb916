import { findImage } from '../../../engine/find-image.ts';
import { hostPlatform } from '../../../engine/image/platform.ts';
import { formatReference, parseReference } from '../../../engine/image/reference.ts';
import { openEngine } from '../../open-engine.ts';
import type { CheckFunction } from '../check.ts';

/** Looks whether the store has `check.image`: its name, every document, every layer unpacked. */
export const checkImage: CheckFunction = async ({ image: [image = ''] = [] }, _words, io) => {
  const name = formatReference(parseReference(image));
  const engine = openEngine(io);
  try {
    const found = findImage(engine.store, name, hostPlatform(process.arch));
    if (found === undefined) return { passed: false, says: `The store does not have ${name}.` };
    return { passed: true, says: `The store has ${name}, and all of it: ${found.target.digest}.` };
  } finally {
    await engine.close();
  }
};
