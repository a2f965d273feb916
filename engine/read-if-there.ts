import { readFileSync, readlinkSync } from 'node:fs';

/** The text of a file, or none where it cannot be read: processes end, and other programs remove what was theirs. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Where a link leads; undefined where there is none, or it may not be read. */
export function readLinkIfThere(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
