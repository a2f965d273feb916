import { InitProcess } from '../engine/runtime/init-process.ts';
import { idMappingsOfCaller } from '../engine/runtime/user-namespace.ts';

/**
 * An init for whichever container comes first. It makes nothing before it is told to, and may be thrown away.
 *
 * @param words the words behind `run`: where they look as if they asked for a terminal, init can hand one over
 */
export async function startInit(words: readonly string[]): Promise<InitProcess> {
  const maps = idMappingsOfCaller();
  const mayWantTerminal = words.some((word) => /^(-[a-zA-Z]*t|--tty)/.test(word));
  return mayWantTerminal ? InitProcess.withConsole(maps) : new InitProcess(maps);
}
