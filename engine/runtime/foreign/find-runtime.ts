import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { EngineError } from '../../errors.ts';
import { TOOL_DIRECTORIES } from '../../tool-environment.ts';

/** There is no such program to make containers with. Docker's words. */
export class RuntimeUnknown extends EngineError<'RUNTIME_UNKNOWN'> {
  readonly code = 'RUNTIME_UNKNOWN';
}

/**
 * The absolute path of an OCI runtime: by its name, as docker takes it, or by a path, as podman does.
 *
 * @param path the PATH of the caller
 * @throws RuntimeUnknown
 */
export function findRuntime(name: string, path: string, workingDirectory: string): string {
  if (name.includes('/')) {
    const file = resolve(workingDirectory, name);
    if (isProgram(file)) return file;
    throw new RuntimeUnknown(`unknown or invalid runtime name: ${name}`, {
      hint: `${file} is no program that can be executed.`,
    });
  }
  // The PATH of an ordinary shell may lack the directories of root.
  const directories = [...path.split(delimiter), ...TOOL_DIRECTORIES].filter(isAbsolute);
  const found = name === '' ? undefined : directories.map((one) => join(one, name)).find(isProgram);
  if (found !== undefined) return found;
  throw new RuntimeUnknown(`unknown or invalid runtime name: ${name}`, {
    hint: `No directory of PATH has a program ${JSON.stringify(name)}. Runtimes are runc, crun and their like; a path works too: --runtime /opt/bin/crun.
Without --runtime learn-run makes the container itself.`,
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
