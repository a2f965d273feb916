import { execInContainer, type SubCgroup } from '../../../engine/lifecycle/exec.ts';
import { NO_PROCESS } from '../../../engine/lifecycle/no-process.ts';
import { writePidFile } from '../../../engine/lifecycle/write-pid-file.ts';
import type { Run } from '../command.ts';
import { requireConsole } from '../console-rules.ts';
import { isSet, optionsOf, pathOf } from '../flags.ts';
import { runInForeground } from '../foreground.ts';
import { ForegroundConsole } from '../foreground-console.ts';
import { processFrom } from './exec-process.ts';
import { preservedFds } from './request.ts';

export const exec: Run = async (words, context) => {
  const { store, cwd, cache, env, log } = context;
  const isDetached = isSet(words, 'detach');
  const change = processFrom(words, context);
  const wantsTerminal = change(store.read(words.args[0]!).config.process ?? NO_PROCESS).terminal;
  const socket = pathOf(words, 'console-socket', cwd);
  requireConsole({ isTerminal: wantsTerminal, isDetached, socket });
  const console = wantsTerminal && !isDetached ? await ForegroundConsole.open() : undefined;
  const child = await execInContainer({
    store,
    id: words.args[0]!,
    process: change,
    cache,
    console: console ? { fd: console.theirs } : socket,
    preservedFds: preservedFds(words, env),
    ignoresPause: isSet(words, 'ignore-paused'),
    subCgroups: optionsOf(words, 'cgroup').map(subCgroup),
    log,
  });
  log.debug(`nsexec container setup: process ${child.pid} is in the namespaces of the container`);
  log.debug('child process in init(): setns_init: about to exec');
  const pidFile = pathOf(words, 'pid-file', cwd);
  const pidfdSocket = pathOf(words, 'pidfd-socket', cwd);
  try {
    if (pidFile !== undefined) writePidFile(pidFile, child.pid);
    if (pidfdSocket !== undefined) await child.sendPidfd(pidfdSocket);
  } catch (error) {
    await child.kill();
    throw error;
  }
  if (!isDetached) return runInForeground(child, console);
  await child.start();
  await child.release();
  return 0;
};

/** `path`, or `controller[,controller]:path`. */
function subCgroup(text: string): SubCgroup {
  const at = text.indexOf(':');
  return at < 0
    ? { controllers: [], path: text }
    : { controllers: text.slice(0, at).split(','), path: text.slice(at + 1) };
}
