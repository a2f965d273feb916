import type { Json } from '../../../../engine/json.ts';
import { CONFIG_JSON } from '../../../panes/meanings/config-json.ts';
import { IMAGE_CONFIG } from '../../../panes/meanings/image-config.ts';
import { IMAGE_INDEX } from '../../../panes/meanings/image-index.ts';
import { MANIFEST } from '../../../panes/meanings/manifest.ts';
import type { Meanings } from '../../../panes/meanings/meaning.ts';
import { NETWORK } from '../../../panes/meanings/network.ts';
import { CAPABILITIES, NAMESPACES } from '../../../panes/meanings/values.ts';
import { lookup } from './lookup.ts';

const DOCUMENTS: Readonly<Record<string, Meanings>> = {
  index: IMAGE_INDEX,
  manifest: MANIFEST,
  'image config': IMAGE_CONFIG,
  'config.json': CONFIG_JSON,
  network: NETWORK,
};

const VALUES = { ...CAPABILITIES, ...NAMESPACES };

/**
 * What the field at that JSON pointer of a document is for, or its value; undefined where nobody has explained it. One at
 * a time, as rows come into sight: a document may have a million.
 */
export function fieldMeaning(document: string, pointer: string, value?: Json): string | undefined {
  const meanings = lookup(DOCUMENTS, document);
  if (meanings === undefined) return undefined;
  const ofValue = typeof value === 'string' ? lookup(VALUES, value) : undefined;
  if (ofValue !== undefined) return ofValue;
  const parts = pointer.split('/');
  return (
    lookup(meanings, pointer) ?? Object.entries(meanings).find(([pattern]) => fits(pattern.split('/'), parts))?.[1]
  );
}

const fits = (pattern: readonly string[], parts: readonly string[]) =>
  pattern.length === parts.length && pattern.every((part, at) => part === '*' || part === parts[at]);
