import { LOG_FILES } from './log-entry.ts';

/** What is kept of what a container writes, in docker's words. */
export interface LogConfig {
  /** `json-file` and `local` are what learn-run has of its own; with `none` nothing is kept. */
  readonly driver: 'json-file' | 'local' | 'none';
  /** As they were given, by docker's names. */
  readonly options: Readonly<Record<string, string>>;
  /** How long one file of the log may become, in bytes; 0: there is none. */
  readonly fileSize: number;
}

/** False where nothing is to be kept of it; the usual is kept where nothing was said. */
export const isKept = (log: LogConfig | undefined): boolean => log?.fileSize !== 0;

/** What the size of a file is a multiple of: the monitor has it as a number of these. */
export const SIZE_UNIT = 64 * 1024;

/** The most of them: a little less than 2 GiB. */
const MOST_UNITS = 0x7fff;

/** How long each file may become where so many bytes may be kept of the log. */
export function fileSizeFor(bytes: number): number {
  const units = Math.floor(bytes / LOG_FILES.length / SIZE_UNIT);
  return Math.min(Math.max(units, 1), MOST_UNITS) * SIZE_UNIT;
}
