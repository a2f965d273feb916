import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { TOOL_ENVIRONMENT } from '../tool-environment.ts';
import { DEFAULT_PROFILE, defaultProfile } from './default-profile.ts';
import { ProfileNotLoaded } from './errors.ts';
import { LOADED_PROFILES, PARSER } from './host.ts';

/**
 * Makes sure that the kernel has our profile. It stays there until the machine is started anew, as docker's does: other
 * containers may be under it.
 *
 * @throws ProfileNotLoaded where the kernel does not take it
 */
export async function loadDefaultProfile(): Promise<void> {
  if (isLoaded()) return;
  // Two runs may load it at the same time: with --add the second would fail. apparmor_parser(8)
  const args = ['--replace', '--skip-cache'];
  // Ctrl-C at the caller's terminal must not end it half-way.
  const parser = spawn(PARSER, args, { stdio: 'pipe', cwd: '/', env: TOOL_ENVIRONMENT, detached: true });
  parser.stdin.on('error', () => {}).end(defaultProfile());
  const [[status], said] = await Promise.all([once(parser, 'close'), text(parser.stderr), text(parser.stdout)]);
  if (status === 0) return;
  const reason = said.trim() || `${PARSER} ended with ${status}`;
  throw new ProfileNotLoaded(`cannot load the AppArmor profile ${DEFAULT_PROFILE}: ${reason}`, {
    hint: 'Without a profile: --security-opt apparmor=unconfined. What the kernel says of it: dmesg | grep apparmor',
  });
}

function isLoaded(): boolean {
  return readFileSync(LOADED_PROFILES, 'utf8')
    .split('\n')
    .some((line) => line.startsWith(`${DEFAULT_PROFILE} (`));
}
