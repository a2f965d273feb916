import type { LabelOptions } from '../selinux/contexts.ts';
import type { NetworkMode } from './network-mode.ts';
import type { ResourceOptions } from './resources.ts';
import type { SeccompFile } from './seccomp-section.ts';
import type { Surroundings } from './surroundings.ts';

/** A directory of the host that is the root file system. */
export interface RootDirectory {
  /** Absolute path. */
  readonly directory: string;
  /** True where an empty layer is laid on top, and the directory stays as it is. */
  readonly isOverlay: boolean;
}

/** What a person asked for on the command line. Undefined and empty mean: what the image says. */
export interface ContainerOptions extends Surroundings {
  /** Everything after the image's name. */
  readonly args: readonly string[];
  /** The empty string clears the image's entrypoint. */
  readonly entrypoint: string | undefined;
  /** `KEY=value` sets a variable; `KEY` alone takes it away, which is what docker does with `-e KEY` when the caller has no KEY. */
  readonly env: readonly string[];
  readonly user: string | undefined;
  readonly workingDirectory: string | undefined;
  readonly hostname: string | undefined;
  readonly readOnly: boolean;
  readonly noNewPrivileges: boolean;
  /** The AppArmor profile; undefined for the default, `unconfined` for none. */
  readonly appArmor?: string | undefined;
  /** What is said of the labels of SELinux; undefined for none, as docker's daemon has it. */
  readonly labels?: LabelOptions | undefined;
  /** Undefined for Docker's default policy. */
  readonly seccomp?: 'unconfined' | SeccompFile | undefined;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  /** `name=soft[:hard]` */
  readonly ulimits: readonly string[];
  readonly network: NetworkMode;
  /** True where the program gets a terminal in place of pipes. */
  readonly tty?: boolean;
  /** The terminal's size at the start; undefined where nobody has one to give. */
  readonly consoleSize?: { readonly height: number; readonly width: number } | undefined;
  readonly resources?: ResourceOptions;
  /** Stands in the place of an image's layers. */
  readonly rootfs?: RootDirectory | undefined;
  /** True where process 1 is one that reaps and hands signals on, and the program its child. */
  readonly init?: boolean;
}
