import { CAPABILITIES } from './capabilities.ts';
import { COMMANDS } from './commands.ts';
import { CONTAINERS } from './containers.ts';
import { DEVICES } from './devices.ts';
import { ENVIRONMENT } from './environment.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { LIMITS } from './limits.ts';
import { MOUNTS } from './mounts.ts';
import { NAMES } from './names.ts';
import { NAMESPACES } from './namespaces.ts';
import { NETWORKS } from './networks.ts';
import type { ParityArea } from './parity-case.ts';
import { PROC_AND_SYS } from './proc-and-sys.ts';
import { PROCESSES } from './processes.ts';
import { STREAMS } from './streams.ts';
import { SYSTEM_CALLS } from './system-calls.ts';
import { USERS } from './users.ts';
import { WORKING_DIRECTORY } from './working-directory.ts';

/** All that is compared, in the order of the page. */
export const AREAS: readonly ParityArea[] = [
  EXIT_CODES,
  COMMANDS,
  ENVIRONMENT,
  USERS,
  WORKING_DIRECTORY,
  STREAMS,
  PROCESSES,
  PROC_AND_SYS,
  MOUNTS,
  DEVICES,
  CAPABILITIES,
  SYSTEM_CALLS,
  NAMES,
  LIMITS,
  NAMESPACES,
  NETWORKS,
  CONTAINERS,
];
