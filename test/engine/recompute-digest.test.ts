import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../engine/image/digest.ts';
import { recomputeDigest } from '../../engine/recompute-digest.ts';
import { temporaryDirectory } from './store/temporary-store.ts';

describe('a digest that is computed anew', () => {
  it.each(['sha256', 'sha512'] as const)('is what %ssum prints, whatever was promised', async (algorithm) => {
    const file = join(temporaryDirectory(), 'blob');
    writeFileSync(file, 'what it holds now');
    const printed = execFileSync(`${algorithm}sum`, [file], { encoding: 'utf8' }).split(' ')[0];
    expect(await recomputeDigest(file, digestOf('what was promised', algorithm))).toBe(`${algorithm}:${printed}`);
  });

  it('is missing where the file is gone, or larger than anybody wants to wait for', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'large'), 'twelve bytes');
    const promised = digestOf('');
    expect(await recomputeDigest(join(directory, 'gone'), promised)).toBeUndefined();
    expect(await recomputeDigest(join(directory, 'large'), promised, 11)).toBeUndefined();
  });
});
