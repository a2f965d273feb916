import { readFileSync } from 'node:fs';
import { fileTrouble } from '../../engine/file-trouble.ts';
import { invalidArgument, UsageError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The most a file of variables may hold, in bytes. */
const LIMIT = 1024 * 1024;

/**
 * The variables of all `--env-file`s, then those of all `-e`, as the bundle takes them: `KEY=value`, or `KEY` alone
 * where the caller has no such variable, which takes the image's own away, as docker does.
 *
 * @throws UsageError in docker's words for a variable without a name and a file that cannot be read as variables.
 */
export function resolveEnv(files: readonly string[], variables: readonly string[], caller: Environment): string[] {
  const fromFiles = files.flatMap((file) => parseEnvFile(readEnvFile(file), file, caller));
  return [...fromFiles, ...variables.map((variable) => resolveVariable(variable, caller))];
}

function resolveVariable(variable: string, caller: Environment): string {
  if (variable === '' || variable.startsWith('=')) {
    const reason = `invalid environment variable: ${variable}`;
    throw invalidArgument('-e, --env', variable, reason);
  }
  return withCallersValue(variable, caller) ?? variable;
}

/** The lines of an env file: comments, blank lines and names that the caller does not have left out. */
export function parseEnvFile(text: string, file: string, caller: Environment, alone = 'look up'): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const checked = checkedLine(line, file);
      return withCallersValue(checked, caller) ?? (alone === 'look up' ? [] : checked);
    });
}

function checkedLine(line: string, file: string): string {
  const name = line.split('=', 1)[0] as string;
  if (name === '') throw new UsageError(`invalid env file (${file}): no variable name on line '${line}'`);
  if (/\s/.test(name)) throw new UsageError(`invalid env file (${file}): variable '${name}' contains whitespaces`);
  return line;
}

/** The lines of a file of labels, read as an env file is. Throws `UsageError`. */
export function readLines(file: string): string[] {
  return parseEnvFile(readEnvFile(file), file, {}, 'keep names alone');
}

function withCallersValue(variable: string, caller: Environment): string | undefined {
  if (variable.includes('=')) return variable;
  const value = caller[variable];
  return value === undefined ? undefined : `${variable}=${value}`;
}

function readEnvFile(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new UsageError(`open ${file}: ${fileTrouble(cause)}`);
  }
  if (bytes.length > LIMIT) throw new UsageError(`invalid env file (${file}): larger than ${LIMIT} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`invalid env file (${file}): contains invalid utf8 bytes`);
  }
}
