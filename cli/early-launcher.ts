import type { SpareLauncher } from '../engine/engine.ts';
import { Launcher } from '../engine/runtime/launcher.ts';
import { idMappingsOfCaller } from '../engine/runtime/user-namespace.ts';
import { cacheOf } from './home.ts';
import type { Io } from './io.ts';

/**
 * A launcher for whichever container comes first. It makes no container before it is told to, and may be thrown away.
 *
 * @param words the words behind `run`: where they look as if they asked for a terminal, its init can hand one over
 */
export function startLauncher(words: readonly string[], io: Io): SpareLauncher {
  const hasConsole = words.some((word) => /^(-[a-zA-Z]*t|--tty)/.test(word));
  const launcher = Launcher.start({ directory: cacheOf(io), idMappings: idMappingsOfCaller(), hasConsole });
  launcher.catch(() => {}); // Whoever takes it is told; one that is thrown away may fail unseen.
  return { launcher, hasConsole };
}
