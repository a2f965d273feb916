import { constants } from 'node:fs';
import { parsePasswd, USER_DATABASE_LIMIT } from '../bundle/passwd.ts';
import type { Process } from '../bundle/runtime-spec.ts';
import type { Caller } from '../stub/call.ts';
import { close, read } from '../stub/calls/descriptors.ts';
import { open } from '../stub/calls/files.ts';
import { fstat, typeOf } from '../stub/calls/stat.ts';

/**
 * The variables of the program: each one once, with the last of its values. Where HOME is not set it is taken from the
 * image's /etc/passwd; the specification does not ask for that, but all runtimes do it.
 *
 * @param init in its root file system
 */
export async function environmentOf(init: Caller, { env, user }: Process): Promise<string[]> {
  const variables = new Map<string, string>();
  for (const entry of env) {
    const name = entry.split('=', 1)[0]!;
    // Taken out first, so that it stands where its last value stood, as with putenv(3).
    variables.delete(name);
    variables.set(name, entry);
  }
  const home = variables.get('HOME');
  if (home === undefined || home === 'HOME=') variables.set('HOME', `HOME=${await homeOf(init, user.uid)}`);
  return [...variables.values()];
}

async function homeOf(init: Caller, uid: number): Promise<string> {
  const entry = parsePasswd(await passwdOf(init)).find((one) => one.uid === uid);
  return entry?.home || '/';
}

/** The image's file may be anything: a pipe that never ends, or longer than memory (CVE-2024-9676, CVE-2026-47262). */
async function passwdOf(init: Caller): Promise<Buffer> {
  const nothing = Buffer.alloc(0);
  const [opened] = await init.tryAll([open('/etc/passwd', constants.O_NONBLOCK)]);
  if (typeof opened !== 'number') return nothing;
  const status = await init.call(fstat(opened));
  const isText = typeOf(status) === 'file' && status.size <= USER_DATABASE_LIMIT;
  const content = isText ? await init.call(read(opened, status.size)) : nothing;
  await init.call(close(opened));
  return Buffer.from(content);
}
