import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
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

const bin = join(root, 'dist/bin');

/** Pieces that only lead to a module of main.js, for those who import it lazily from elsewhere: their names and paths. */
function leadingToMain(): (readonly [string, string])[] {
  return readdirSync(bin).flatMap((name) => {
    const path = /^module\.exports=require\('\.\/main\.js'\)\.module\("(.*)"\);$/.exec(
      name.endsWith('.js') ? readFileSync(join(bin, name), 'utf8') : '',
    )?.[1];
    return path === undefined ? [] : [[name, path] as const];
  });
}

describe('the bundle', () => {
  it('has one of each module: who imports one of main.js lazily gets that very one, with all its names', async () => {
    const require = createRequire(`${bin}/`);
    const pieces = leadingToMain();
    expect(pieces).toContainEqual(['engine-network-tools.js', 'engine/network/tools.ts']);
    for (const [name, path] of pieces) {
      const [lazy, own] = [require(`./${name}`), require('./main.js').module(path)];
      expect(Object.keys(lazy)).toEqual(expect.arrayContaining(Object.keys(await import(join(root, path)))));
      for (const key of Object.keys(own)) expect(lazy[key]).toBe(own[key]);
    }
  });

  it('has an entry for every file that a process is started with', () => {
    expect(startedFiles().filter((file) => !ENTRY_POINTS.includes(file))).toEqual([]);
  });

  it('has no two entries of one name, since they lie flat beside each other', () => {
    const names = ENTRY_POINTS.map((file) => basename(file));
    expect(new Set(names).size).toBe(names.length);
  });
});
