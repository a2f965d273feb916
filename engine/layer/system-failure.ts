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
      return new LayerNotApplied(error.message, place, { ...cause, hint: HINTS[error.code] ?? '' });
  }
}

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
