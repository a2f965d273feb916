import type { EngineError } from '../../errors.ts';
import { ExecutableNotFound, ExecutableNotRunnable, InitFailed } from '../errors.ts';

/**
 * What a command of another runtime has failed with, in docker's words: the last error of its log. Whether the program was
 * missing is only told by its text, which every client of runtimes looks at.
 *
 * @param log its log, as JSON lines; empty where it has written none
 * @param ending how the process of the command has ended
 */
export function runtimeFailure(runtime: string, command: string, log: string, ending: string): EngineError {
  const said = lastError(log);
  const message = `OCI runtime ${command} failed: ${runtime}: ${said ?? `it ended with ${ending}, and has logged no error`}`;
  const Kind = kindOf(said ?? '');
  return new Kind(message, {
    hint: `Another program has made this container: without --runtime learn-run does, and can say more.`,
  });
}

function kindOf(said: string) {
  if (/executable file .*not found|no such file or directory: unable to start|executable .*: no such file/i.test(said))
    return ExecutableNotFound;
  if (/exec.*permission denied|is a directory/i.test(said)) return ExecutableNotRunnable;
  return InitFailed;
}

/** The last line that is an error, or the last one at all: not every runtime has levels. */
function lastError(log: string): string | undefined {
  const entries = log.split('\n').flatMap(entryOf);
  const found = entries.findLast(({ level }) => level === 'error' || level === 'fatal') ?? entries.at(-1);
  return found?.msg.trim();
}

function entryOf(line: string): { readonly level: string; readonly msg: string }[] {
  try {
    const { level = '', msg } = JSON.parse(line) as { level?: string; msg?: unknown };
    return typeof msg === 'string' ? [{ level, msg }] : [];
  } catch {
    return line.trim() === '' ? [] : [{ level: '', msg: line }];
  }
}
