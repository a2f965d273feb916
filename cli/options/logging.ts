import { fileSizeFor, type LogConfig } from '../../engine/log/log-config.ts';
import { FULL, LOG_FILES } from '../../engine/log/log-entry.ts';
import { UsageError } from '../errors.ts';
import { bytesIn } from './resources.ts';

/** What commander makes of the options that say what is kept of a container's output. */
export interface LoggingFlags {
  readonly logDriver?: string;
  readonly logOpt: readonly string[];
}

const DRIVERS = ['json-file', 'local', 'none'] as const;
const OPTIONS = ['max-size', 'max-file'];

/**
 * What `--log-driver` and `--log-opt` say; undefined where nothing was said.
 *
 * @throws UsageError, in docker's words where docker has some
 */
export function logConfig({ logDriver = '', logOpt }: LoggingFlags): LogConfig | undefined {
  if (logDriver === '' && logOpt.length === 0) return undefined;
  const driver = DRIVERS.find((known) => known === (logDriver || 'json-file'));
  if (driver === undefined) {
    throw new UsageError(`error looking up logging plugin ${logDriver}: expected one of ${DRIVERS.join(', ')}`);
  }
  const options = Object.fromEntries(logOpt.map(parseOption));
  if (driver !== 'none') return { driver, options, fileSize: fileSizeFor(bytesToKeep(options, driver)) };
  if (logOpt.length > 0) throw new UsageError('invalid logging opts for driver none');
  return { driver, options, fileSize: 0 };
}

function parseOption(text: string): [name: string, value: string] {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  return [name, value];
}

/** How many files docker keeps of a size alone. */
const COUNTS = { 'json-file': 1, local: 5 };

/** As many as so many files of that size have. */
function bytesToKeep(options: Readonly<Record<string, string>>, driver: 'json-file' | 'local'): number {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `unknown log opt '${unknown}' for ${driver} log driver: expected one of ${OPTIONS.join(', ')}`,
    );
  }
  const { 'max-size': size, 'max-file': files } = options;
  const count = size === undefined ? LOG_FILES.length : COUNTS[driver];
  return (size === undefined ? FULL : fileSize(size)) * (files === undefined ? count : fileCount(files));
}

function fileSize(text: string): number {
  const size = bytesIn(text);
  if (size === undefined) throw new UsageError(`--log-opt: max-size=${text}: invalid size`);
  if (size === 0) throw new UsageError('--log-opt: max-size must be a positive number');
  return size;
}

function fileCount(text: string): number {
  if (!/^\+?\d{1,9}$/.test(text)) throw new UsageError(`--log-opt: max-file=${text}: expected a number`);
  if (Number(text) < 1) throw new UsageError('--log-opt: max-file cannot be less than 1');
  return Number(text);
}
