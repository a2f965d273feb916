import type { Config } from '../bundle/config-schema.ts';
import type { Log } from './log.ts';
import type { CgroupManager } from './own-cgroup.ts';
import type { ContainerStore } from './store.ts';

/** What a container is to be made from. */
export interface CreateRequest {
  readonly store: ContainerStore;
  readonly id: string;
  /** Absolute path of the directory that the paths in the configuration begin at. */
  readonly bundle: string;
  /** As it was written, as a rule in the bundle's config.json. */
  readonly config: Config;
  /** Where the stub's executable is kept. */
  readonly cache: string;
  /** Whether the caller is an ordinary user, or root of a user namespace only. */
  readonly isRootless: boolean;
  readonly isPivoting: boolean;
  readonly hasKeyring: boolean;
  /** How many descriptors behind the first three are to be the program's. */
  readonly preservedFds: number;
  /** How many of these are sockets that systemd has opened. @see sd_listen_fds(3) */
  readonly listenFds: number;
  /** Where a terminal goes to: the path of a socket, or its descriptor. Undefined where nobody has said. */
  readonly console: string | { readonly fd: number } | undefined;
  readonly pidFile: string | undefined;
  /** Path of a socket that takes a descriptor of the process. */
  readonly pidfdSocket: string | undefined;
  readonly cgroupManager: CgroupManager;
  readonly log: Log;
}
