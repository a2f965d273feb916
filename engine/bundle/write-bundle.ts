import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EtcFiles } from './etc-files.ts';
import type { Spec } from './runtime-spec.ts';
import { formatSpec } from './spec-json.ts';

/**
 * Writes config.json and the files that its mounts name into the bundle directory, which must exist.
 *
 * Each file is whole or not there, and config.json comes last: where it is, everything is. Nothing is flushed to the
 * disk, because no container outlives the power failure that could tear the files.
 */
export function writeBundle(directory: string, spec: Spec, files: Partial<EtcFiles>): void {
  // The container's users read these through their mounts, whoever they are.
  for (const [name, content] of Object.entries(files)) replaceFile(join(directory, name), content, 0o644);
  replaceFile(join(directory, 'config.json'), formatSpec(spec), 0o600);
}

function replaceFile(path: string, content: string, mode: number): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    // Exclusively: a link that somebody laid in our way is not followed.
    writeFileSync(beside, content, { flag: 'wx', mode });
    // The caller's umask may have taken bits away that the container's users need.
    chmodSync(beside, mode);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
