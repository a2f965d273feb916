import { existsSync } from 'node:fs';
import { readIfThere } from '../read-if-there.ts';
import { findTool } from '../tool-environment.ts';

/** What the kernel has loaded: a line of `name (mode)` for each. Only root may read it. @see apparmor(7) */
export const LOADED_PROFILES = '/sys/kernel/security/apparmor/profiles';

/** Whether the host's kernel has AppArmor switched on. */
export function hasAppArmor(): boolean {
  return readIfThere('/sys/module/apparmor/parameters/enabled').startsWith('Y');
}

/** The profile that `apparmorProfile` of config.json asks for; undefined where it asks for none. */
export function profileAskedFor(apparmorProfile: string | undefined): string | undefined {
  return ['', 'unconfined'].includes(apparmorProfile ?? '') ? undefined : apparmorProfile;
}

/** The program that compiles profiles. */
export const PARSER = 'apparmor_parser';

/**
 * Whether root can hand a kernel that has AppArmor a profile: with the program that compiles it, and where the file system of the
 * security modules is mounted. Docker asks for the same before it puts a container under its own profile.
 */
export function canLoadProfiles(): boolean {
  return existsSync(LOADED_PROFILES) && findTool(PARSER) !== undefined;
}
