import { hasAppArmor, profileAskedFor } from '../../apparmor/host.ts';
import type { Process } from '../../bundle/runtime-spec.ts';
import { readIfThere } from '../../read-if-there.ts';
import type { Caller } from '../../stub/call.ts';
import { codeOf } from '../../syscall/error-code.ts';
import { HostUnsupported, InvalidSpec } from '../errors.ts';
import { writeProcFile } from './proc-file.ts';

/** Whether the host's kernel has a SELinux policy in force. */
export function hasSelinux(): boolean {
  return readIfThere('/sys/fs/selinux/enforce') !== '';
}

/**
 * What the kernel's security modules shall make of the program, from its execve on: told while the host's /proc can be
 * named, in which nothing can stand in the place of these files (CVE-2019-16884).
 *
 * @throws HostUnsupported where the kernel has no AppArmor: to go on would be to promise what does not hold
 */
export async function labelProcess(init: Caller, process: Process): Promise<void> {
  const profile = profileAskedFor(process.apparmorProfile);
  if (profile !== undefined) await enterProfile(init, profile);
  if (process.selinuxLabel) await writeProcFile(init, '/proc/self/attr/exec', process.selinuxLabel);
}

async function enterProfile(init: Caller, profile: string): Promise<void> {
  if (!hasAppArmor())
    throw new HostUnsupported('apparmor: config provided but apparmor not supported', {
      hint: `The kernel has no AppArmor, or it is switched off: leave out --security-opt apparmor=${profile}.`,
    });
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
