import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import { TOOL_ENVIRONMENT } from '../tool-environment.ts';
import { RelabelingFailed } from './errors.ts';

/** Where others than containers would no longer find their files. Those of go-selinux. */
const NEVER = new Set(
  [
    '/ /bin /boot /dev /etc /etc/passwd /etc/pki /etc/shadow /home /lib /lib64 /media /opt /proc /root /run /sbin /srv',
    '/sys /system /tmp /usr /var /var/lib /var/log',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Gives a file or a directory, and all that is in it, a context of SELinux.
 *
 * @param path absolute, of something that is there
 * @throws RelabelingFailed where the host lives on it, or where the kernel refuses
 */
export async function relabel(path: string, context: string): Promise<void> {
  const actual = realpathSync(path);
  if (NEVER.has(actual) || actual === homedir()) {
    const hint = `Put what the container needs into a directory of its own below ${path}.`;
    throw new RelabelingFailed(`SELinux relabeling of ${path} is not allowed: the host needs its labels`, { hint });
  }
  try {
    const args = ['--recursive', '--no-dereference', '--', context, actual];
    await promisify(execFile)('chcon', args, { env: TOOL_ENVIRONMENT, cwd: '/' });
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    const [reason = message] = (stderr ?? '').split('\n').filter(Boolean);
    throw new RelabelingFailed(`cannot give ${path} the label ${context}: ${reason}`, { cause });
  }
}
