import { InvalidSeccompProfile } from './errors.ts';

/**
 * Flags of seccomp(2), SECCOMP_SET_MODE_FILTER. TSYNC, which extends the filter to the other threads, is left out: execve ends
 * those, so that only the thread that installs the filter ever runs the program.
 */
const FLAGS: Readonly<Record<string, number>> = {
  SECCOMP_FILTER_FLAG_TSYNC: 0,
  SECCOMP_FILTER_FLAG_LOG: 2,
  SECCOMP_FILTER_FLAG_SPEC_ALLOW: 4,
  SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV: 32,
};

/** Gives a descriptor of the calls that somebody else decides about. */
export const SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;

/** The names that config.json may have. */
export const FILTER_FLAG_NAMES: readonly string[] = Object.keys(FLAGS).sort();

/** The flags of config.json as the kernel takes them. @throws InvalidSeccompProfile for an unknown one */
export function filterFlags(names: readonly string[] = []): number {
  return names.reduce((flags, name) => {
    if (!Object.hasOwn(FLAGS, name)) throw new InvalidSeccompProfile(`unknown flag ${JSON.stringify(name)}`);
    return flags | FLAGS[name]!;
  }, 0);
}
