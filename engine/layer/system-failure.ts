import { liesOnOverlay } from '../lies-on-overlay.ts';
import { SyscallError } from '../syscall/errors.ts';
import { LayerCorrupt, LayerNotApplied, LayerUnsafe, LimitExceeded, type Place } from './errors.ts';

/**
 * What a system error means when it meets an entry: some are the layer's fault, others the host's. Any other error is returned as
 * it is.
 */
export function asLayerError(error: unknown, place: Place): unknown {
  if (!isSystemError(error)) return error;
  const cause = { cause: error };
  switch (error.code) {
    case 'ELOOP':
      return new LayerUnsafe('the way to it leads in circles, or through a magic link of /proc', place, cause);
    case 'ENOTDIR':
      return new LayerCorrupt('something on the way to it is no directory', place, cause);
    case 'ENAMETOOLONG':
      return new LimitExceeded('its name is too long for the kernel', place, cause);
    default:
      return new LayerNotApplied(error.message, place, { ...cause, hint: hintFor(error.code) });
  }
}

/** Asked in the process that unpacks, whose root is the directory of the layer. */
function hintFor(code: string): string {
  return code === 'EPERM' && liesOnOverlay('/') ? ON_OVERLAY : (HINTS[code] ?? '');
}

const ON_OVERLAY =
  'It lies on overlayfs, as in most containers, where no layer can hide what another has: put images elsewhere, as by LEARN_RUN_HOME=/tmp/learn-run where /tmp is a file system of its own.';

const NO_SPACE = 'Make room on the file system that holds the images (df -h, df -i), then try again.';
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: NO_SPACE,
  EDQUOT: NO_SPACE,
  EROFS: 'The directory is on a file system that is mounted read-only.',
  EPERM: 'Run it as root, or in a user namespace.',
  EACCES: 'Run it as root, or in a user namespace.',
};

function isSystemError(error: unknown): error is Error & { code: string } {
  if (error instanceof SyscallError) return true;
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
