import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { fileTrouble } from '../../engine/file-trouble.ts';

/** What is said of a file that cannot be read. */
function troubleWith(path: string): string {
  try {
    return String(readFileSync(path));
  } catch (error) {
    return fileTrouble(error);
  }
}

describe('fileTrouble', () => {
  it('says in the words of the system why a file cannot be read', () => {
    expect(troubleWith('/nowhere/at all')).toBe('no such file or directory');
    expect(troubleWith(tmpdir())).toBe('is a directory');
  });
});
