import { dotted } from '../../bundle/check-config.ts';
import type { Caller } from '../../stub/call.ts';
import { SyscallError } from '../../syscall/errors.ts';
import { InitFailed, InvalidSpec } from '../errors.ts';
import { writeProcFile } from './proc-file.ts';

/**
 * Sets kernel parameters of the container's namespaces: the kernel takes those of whoever writes, and so they can be
 * written to the host's /proc, in which no image has anything.
 *
 * @see runtime-spec config-linux.md#sysctl
 */
export async function writeSysctls(init: Caller, sysctls: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(sysctls)) {
    if (!/^[a-z0-9_.\-/:@]+$/i.test(name) || name.includes('..'))
      throw new InvalidSpec(`invalid sysctl name ${JSON.stringify(name)}`);
    // In the form with dots, a slash stands for a dot that is part of a name. sysctl.d(5)
    const path = dotted(name).replaceAll(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
    await orRefusal(`${name}=${value}`, writeProcFile(init, `/proc/sys/${path}`, value));
  }
}

/** @throws InitFailed that names the setting, where the kernel does not take it */
async function orRefusal(setting: string, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    throw new InitFailed(`cannot set the sysctl ${setting}: ${error.message}`, { cause: error, hint: hintOf(error) });
  }
}

function hintOf({ code, hint }: SyscallError): string {
  if (code === 'ENOENT')
    return 'This kernel has no such setting for a container of its own: sysctl -a lists those of the host.';
  if (code === 'EINVAL') return 'The kernel knows this setting, and takes no such value for it.';
  return hint;
}
