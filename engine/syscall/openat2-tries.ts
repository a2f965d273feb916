/** How often openat2(2) is asked for a path with `..`, which it refuses with EAGAIN while somebody renames or mounts. */
export const OPENAT2_TRIES = 1000;
