import { renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Writes a process id where somebody waits for it: beside and renamed, so that he never reads half of it. */
export function writePidFile(path: string, pid: number): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(beside, String(pid), { mode: 0o666 });
  renameSync(beside, path);
}
