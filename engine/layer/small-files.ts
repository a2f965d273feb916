import type { ReadEntry } from 'tar';

/** What a small file holds: its text, or, where it is no text, its first bytes in base64. */
export type SmallFile = { readonly text: string } | { readonly base64: string };

/** The largest file that is kept, the bytes that are kept of one that is no text, and of all together. */
const BOUNDS = { file: 4096, head: 256, total: 256 * 1024 };

/** Collects the contents of small files while a layer is listed, so that a person can look into them. */
export class SmallFiles {
  readonly found: Record<string, SmallFile> = Object.create(null);
  #kept = 0;

  /** Takes what the entry holds as it streams by; does nothing where that is too much. */
  take(entry: ReadEntry): void {
    if (entry.type !== 'File' || entry.size === 0 || entry.size > BOUNDS.file) return;
    if (this.#kept + entry.size > BOUNDS.total) return;
    this.#kept += entry.size;
    const chunks: Buffer[] = [];
    entry.on('data', (chunk: Buffer) => chunks.push(chunk));
    entry.on('end', () => {
      this.found[entry.path] = readable(Buffer.concat(chunks));
    });
  }
}

function readable(bytes: Buffer): SmallFile {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return { text };
  } catch {
    // No text: the first bytes often say what it is.
  }
  return { base64: bytes.subarray(0, BOUNDS.head).toString('base64') };
}
