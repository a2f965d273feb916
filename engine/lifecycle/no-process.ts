import type { Process } from '../bundle/runtime-spec.ts';

/** A container that is never started needs no process. */
export const NO_PROCESS: Process = {
  terminal: false,
  user: { uid: 0, gid: 0, umask: 0o022, additionalGids: [] },
  args: [],
  env: [],
  cwd: '/',
  capabilities: { bounding: [] },
  rlimits: [],
  noNewPrivileges: false,
};
