import { readFileSync } from 'node:fs';
import type { HostEtcFiles } from './etc-files.ts';

/** The host's own files, empty where it has none: a container starts without name servers as well. */
export function readHostEtcFiles(): HostEtcFiles {
  return { hosts: textOf('/etc/hosts'), 'resolv.conf': textOf('/etc/resolv.conf') };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
