import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IdMappings } from '../bundle/id-mappings.ts';
import { InitFailed } from './errors.ts';
import { userNamespaceLauncher } from './launcher.ts';

/**
 * Removes a directory whose files belong to ids that the caller has only inside a user namespace.
 *
 * rm(1) waits for a line before it starts, since until the ids are mapped nothing there would be its own; it does not
 * leave the file system, so that nothing mounted below is touched.
 *
 * @throws InitFailed with what rm wrote, where something could not be removed
 */
export async function removeInUserNamespace(directory: string, mappings: IdMappings): Promise<void> {
  const launcher = userNamespaceLauncher(mappings);
  // chmod first: inside, root is the owner of every file, but a directory of mode 000 still needs its own permission.
  const script = 'read -r _; chmod -R u+rwX -- "$1" 2>/dev/null; exec rm -rf --one-file-system -- "$1"';
  const [command, ...args] = launcher.command;
  const child = spawn(command, [...args, '/bin/sh', '-c', script, 'sh', directory], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH ?? '' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit');
  await launcher.afterSpawn(child.pid!);
  child.stdin.end('\n');
  const [code] = await ended;
  if (code !== 0) throw new InitFailed(`cannot remove ${directory}: ${said.trim()}`);
}
