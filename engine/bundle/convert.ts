import { posix } from 'node:path';
import type { ExecutionConfig, ImageConfig } from '../image/image-config.ts';
import { processArgs } from './arguments.ts';
import { grantedCapabilities } from './capabilities.ts';
import type { ContainerOptions } from './container-options.ts';
import { processEnv } from './environment.ts';
import { InvalidWorkingDirectory, NulByte } from './errors.ts';
import type { HostFacts } from './host-facts.ts';
import { containerHostname } from './hostname.ts';
import type { IdMappings } from './id-mappings.ts';
import { linuxSection } from './linux-section.ts';
import { containerMounts } from './mounts.ts';
import { type Origin, type Origins, originsAt, type Sourced } from './origin.ts';
import { processUser } from './process-user.ts';
import { processRlimits } from './rlimits.ts';
import type { Capabilities, Process, Spec } from './runtime-spec.ts';
import type { ResolvedUser } from './user.ts';

/** Everything that decides what a container is like. */
export interface ConvertInput {
  readonly image: ImageConfig;
  readonly options: ContainerOptions;
  /** Who `userSpec` stands for in the image's files. */
  readonly user: ResolvedUser;
  /** 64 hex digits. */
  readonly containerId: string;
  readonly host: HostFacts;
  /** The mappings of the user namespace; undefined where root runs the container. */
  readonly rootless: IdMappings | undefined;
}

const DOCKER: Origin = { from: 'default', detail: "Docker's default" };

/** The user as the option or else the image names it, for `resolveUser`; `''` where neither does. */
export function userSpec(image: ImageConfig, options: ContainerOptions): string {
  return options.user || image.config.User || '';
}

/**
 * The container's config.json, and the origin of each of its fields: the same one that Docker would hand to its runtime.
 *
 * Pure: reads nothing, decides everything. Throws the errors of `errors.ts`, each about one option or one field.
 * @see image-spec conversion.md, runtime-spec config.md
 */
export function convertImage(input: ConvertInput): { spec: Spec; origins: Origins } {
  const { options, host, rootless } = input;
  const hostname = containerHostname(options, input.containerId, host.hostname);
  const process = processSection(input, hostname.value);
  const mounts = containerMounts({ network: options.network, readOnly: options.readOnly, rootless });
  const linux = linuxSection({ network: options.network, rootless, host });
  return {
    spec: {
      ociVersion: '1.2.0',
      process: process.value,
      root: { path: 'rootfs', readonly: options.readOnly },
      hostname: hostname.value,
      mounts: mounts.value,
      linux: linux.value,
    },
    origins: {
      '/ociVersion': { from: 'engine', detail: 'the version of the runtime-spec that this file follows' },
      '/root': { from: 'engine', detail: "the container's root file system, in its bundle" },
      '/root/readonly': options.readOnly ? { from: 'option', detail: '--read-only' } : DOCKER,
      ...originsAt('/hostname', hostname.origins),
      ...originsAt('/process', process.origins),
      ...originsAt('/mounts', mounts.origins),
      ...originsAt('/linux', linux.origins),
    },
  };
}

function processSection({ image, options, user, host, rootless }: ConvertInput, hostname: string): Sourced<Process> {
  const parts = {
    user: processUser(user, userOrigin(image.config, options), rootless),
    args: processArgs(image.config, options),
    env: processEnv({ image: image.config.Env ?? [], options: options.env, hostname, home: user.home }),
    cwd: workingDirectory(image.config, options),
    capabilities: capabilities(options, user, host),
    rlimits: processRlimits(options.ulimits, host.nofileHardLimit),
  };
  return {
    value: {
      terminal: false,
      user: parts.user.value,
      args: parts.args.value,
      env: parts.env.value,
      cwd: parts.cwd.value,
      capabilities: parts.capabilities.value,
      rlimits: parts.rlimits.value,
      noNewPrivileges: options.noNewPrivileges,
      // Only root may lower the score, so a rootless container keeps the one it was started with.
      ...(rootless === undefined && { oomScoreAdj: 0 }),
    },
    origins: {
      '/terminal': DOCKER,
      '/oomScoreAdj': DOCKER,
      '/noNewPrivileges': options.noNewPrivileges
        ? { from: 'option', detail: '--security-opt no-new-privileges' }
        : DOCKER,
      ...Object.assign({}, ...Object.entries(parts).map(([name, part]) => originsAt(`/${name}`, part.origins))),
    },
  };
}

function userOrigin(config: ExecutionConfig, options: ContainerOptions): Origin {
  if (options.user) return { from: 'option', detail: '--user' };
  return config.User
    ? { from: 'image', detail: 'config.User' }
    : { from: 'default', detail: 'root where nobody is named' };
}

function workingDirectory(config: ExecutionConfig, options: ContainerOptions): Sourced<string> {
  if (options.workingDirectory) {
    return { value: absolute(options.workingDirectory), origins: { '': { from: 'option', detail: '--workdir' } } };
  }
  if (config.WorkingDir) {
    return { value: absolute(config.WorkingDir), origins: { '': { from: 'image', detail: 'config.WorkingDir' } } };
  }
  return { value: '/', origins: { '': DOCKER } };
}

function absolute(path: string): string {
  if (path.includes('\0')) throw new NulByte('the working directory', path);
  if (!path.startsWith('/')) throw new InvalidWorkingDirectory(path);
  return posix.resolve(path);
}

/**
 * Nothing is inheritable or ambient: a program with file capabilities would gain those from any caller (CVE-2022-24769).
 * For users other than root execve clears the effective and permitted sets anyway, so they are not even listed.
 */
function capabilities(options: ContainerOptions, user: ResolvedUser, host: HostFacts): Sourced<Capabilities> {
  const granted = grantedCapabilities({ ...options, available: host.availableCapabilities });
  const isChanged = options.capAdd.length + options.capDrop.length > 0;
  return {
    value: user.uid === 0 ? { bounding: granted, effective: granted, permitted: granted } : { bounding: granted },
    origins: {
      '': isChanged
        ? { from: 'option', detail: "Docker's 14 defaults, changed by --cap-add and --cap-drop" }
        : { from: 'default', detail: "Docker's 14 defaults" },
    },
  };
}
