import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ENTRY_POINTS } from '../../.dev/build.mjs';
import { filesBelow } from '../../.dev/fingerprint.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files that the code starts processes with: `new URL(`./init${extname(import.meta.url)}`, import.meta.url)`. */
function startedFiles(): string[] {
  return ['engine', 'machines', 'cli']
    .flatMap((folder) => filesBelow(root, folder))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const names = readFileSync(`${root}/${file}`, 'utf8').matchAll(
        /new URL\([`'"]\.\/([\w-]+)[^,]*, import\.meta\.url\)/g,
      );
      return [...names].map(([, name]) => `${dirname(file)}/${name}.ts`);
    });
}

describe('the bundle', () => {
  it('has an entry for every file that a process is started with', () => {
    expect(startedFiles().filter((file) => !ENTRY_POINTS.includes(file))).toEqual([]);
  });

  it('has no two entries of one name, since they lie flat beside each other', () => {
    const names = ENTRY_POINTS.map((file) => basename(file));
    expect(new Set(names).size).toBe(names.length);
  });
});
