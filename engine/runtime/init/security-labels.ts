import { profileAskedFor } from '../../apparmor/host.ts';
import type { Process } from '../../bundle/runtime-spec.ts';
import type { Caller } from '../../stub/call.ts';
import { codeOf } from '../../syscall/error-code.ts';
import { InvalidSpec } from '../errors.ts';
import { writeProcFile } from './proc-file.ts';

/**
 * What the kernel's security modules shall make of the program, from its execve on: told while the host's /proc can be
 * named, in which nothing can stand in the place of these files (CVE-2019-16884).
 *
 * The kernel refuses labels of modules that it does not have: whoever is to go on without one has left it out.
 */
export async function labelProcess(init: Caller, process: Process): Promise<void> {
  const profile = profileAskedFor(process.apparmorProfile);
  if (profile !== undefined) await enterProfile(init, profile);
  if (process.selinuxLabel) await writeProcFile(init, '/proc/self/attr/exec', process.selinuxLabel);
}

async function enterProfile(init: Caller, profile: string): Promise<void> {
  try {
    await writeProcFile(init, '/proc/self/attr/apparmor/exec', `exec ${profile}`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    try {
      // Kernels before 5.8 have one place for all modules; and ENOENT is also what an unknown profile gives.
      await writeProcFile(init, '/proc/self/attr/exec', `exec ${profile}`);
    } catch (cause) {
      throw new InvalidSpec(
        `apparmor failed to apply profile ${JSON.stringify(profile)}: ${(cause as Error).message}`,
        {
          cause,
          hint: 'aa-status lists the profiles that are loaded.',
        },
      );
    }
  }
}
