import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBlob } from '../../../engine/layer/read-blob.ts';

it('gives the first bytes together, by which a compression is known, however slowly they come', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-read-blob-'));
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', 'for byte in a b c d e f g h i j k l; do printf $byte; done > "$0"', pipe], { stdio: 'ignore' });
  const fd = openSync(pipe, 'r');
  const pieces: string[] = [];
  for await (const piece of readBlob(fd)) pieces.push(piece.toString());
  closeSync(fd);
  rmSync(directory, { recursive: true });
  expect(pieces.join('')).toBe('abcdefghijkl');
  expect(pieces[0]).toMatch(/^abcdef/);
});
