import type { FileStatus } from '../../stub/calls/stat.ts';

/** Why a file that is there may not be run. */
export function modeHint({ mode }: FileStatus): string {
  if ((mode & 0o111) === 0o111) return 'Everybody may run it, but not from a file system that was mounted with noexec.';
  return `The file is there, and its mode ${(mode & 0o7777).toString(8).padStart(4, '0')} does not let this user run it.`;
}
