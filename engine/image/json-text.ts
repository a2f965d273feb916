import { type DocumentKind, DocumentTooLarge, InvalidDocument } from './errors.ts';

/** What registries have to accept and clients may refuse beyond. @see distribution-spec spec.md#pushing-manifests */
export const DOCUMENT_LIMIT = 4 * 1024 * 1024;
/** The deepest real documents have five levels. */
const DEEPEST = 64;

/**
 * The JSON value of a document, read strictly: UTF-8 without a byte order mark, at most 4 MiB, no key twice in one object.
 *
 * JSON.parse keeps the last of two equal keys and says nothing; other readers keep the first. One set of bytes would then be two
 * different images, with one digest (GHSA-5j5w-g665-5m35).
 *
 * @throws DocumentTooLarge, InvalidDocument
 */
export function parseJson(bytes: Uint8Array, document: DocumentKind): unknown {
  if (bytes.byteLength > DOCUMENT_LIMIT)
    throw new DocumentTooLarge(document, DOCUMENT_LIMIT, bytes.byteLength, 'bytes');
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidDocument(document, '', 'expected JSON in UTF-8', { cause });
  }
  refuseDuplicateKeys(text, document);
  return value;
}

/** Walks the tokens of a text that JSON.parse has accepted: a string right before a colon is a key. */
function refuseDuplicateKeys(text: string, document: DocumentKind): void {
  const open: Set<string>[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:[ \t\r\n]*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') {
      if (open.push(new Set()) > DEEPEST)
        throw new InvalidDocument(document, '', `nested deeper than ${DEEPEST} levels`);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token.endsWith(':')) {
      addKey(open.at(-1)!, token, document);
    }
  }
}

function addKey(keys: Set<string>, token: string, document: DocumentKind): void {
  // Two spellings of one key are one key: "layers" and "\u006cayers".
  const key: string = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1));
  if (keys.has(key))
    throw new InvalidDocument(document, '', `the key ${JSON.stringify(key.slice(0, 100))} stands twice in one object`);
  keys.add(key);
}
