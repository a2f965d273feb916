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
  const said = lastError(log) ?? `it ended with ${ending}, and has logged no error`;
  // runc says by itself who speaks.
  const who = said.startsWith(`${runtime} ${command} failed`) ? '' : `${runtime}: `;
  const Kind = kindOf(said);
  return new Kind(`OCI runtime ${command} failed: ${who}${said}`, {
    hint: 'Another program was to make this container; without --runtime learn-run does so itself, and can say more.',
  });
}

/** The words of runc, and those of crun. */
const MISSING =
  /exec: .*: (executable file not found|(stat .*: )?no such file or directory)|executable file .* not found/i;
const NOT_RUNNABLE = /exec: .*: (permission denied|is a directory|exec format error)|open executable: /i;

function kindOf(said: string) {
  if (MISSING.test(said)) return ExecutableNotFound;
  return NOT_RUNNABLE.test(said) ? ExecutableNotRunnable : InitFailed;
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
