import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IdMappings } from '../bundle/id-mappings.ts';
import { TOOL_ENVIRONMENT } from '../tool-environment.ts';
import { InitFailed } from './errors.ts';
import { userNamespaceLauncher } from './user-namespace-launcher.ts';

/** Ctrl-C at the caller's terminal, or the end of that, must not end a removal half-way. */
const ALONE = { env: TOOL_ENVIRONMENT, detached: true } as const;

/**
 * Removes a directory whose files belong to ids that the caller has only inside a user namespace. It does not leave the
 * file system, so that nothing mounted below is touched.
 *
 * A first process only holds the namespace while its ids are mapped, and a second one enters it then: a shell that
 * starts in a namespace without ids takes itself for nobody, and calls setuid(2) with that, which may come after the
 * map was written and make it somebody else.
 *
 * @throws InitFailed with what rm wrote, where something could not be removed
 */
export async function removeInUserNamespace(directory: string, mappings: IdMappings): Promise<void> {
  const launcher = userNamespaceLauncher(mappings);
  const [command, ...args] = launcher.command;
  // It reads until we close the pipe, by will or by dying.
  const holder = spawn(command, [...args, 'cat'], { ...ALONE, stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    await launcher.afterSpawn(holder.pid!);
    await removeAs(holder, directory);
  } finally {
    holder.stdin!.end();
  }
}

/**
 * chmod first: inside, root is the owner of every file, but a directory of mode 000 still needs its own permission.
 * The rm of small systems, which is busybox's, does not know how to stay on one file system: it is told where it does.
 */
const SCRIPT = `chmod -R u+rwX -- "$1" 2>/dev/null
stay=--one-file-system
rm -f $stay 2>/dev/null || stay=
exec rm -rf $stay -- "$1"`;

async function removeAs(holder: ChildProcess, directory: string): Promise<void> {
  const enter = [
    '--user',
    '--preserve-credentials',
    '--target',
    String(holder.pid),
    '--',
    '/bin/sh',
    '-c',
    SCRIPT,
    'sh',
    directory,
  ];
  const child = spawn('nsenter', enter, { ...ALONE, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new InitFailed(`cannot remove ${directory}: ${said.trim()}`);
}
