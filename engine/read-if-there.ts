import { readFileSync } from 'node:fs';

/** The text of a file, or none where it cannot be read: processes end, and other programs remove what was theirs. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
