import { posix } from 'node:path';
import { DEFAULT_PROFILE } from '../apparmor/default-profile.ts';
import { profileAskedFor } from '../apparmor/host.ts';
import type { ExecutionConfig } from '../image/image-config.ts';
import type { Contexts } from '../selinux/contexts.ts';
import { processArgs } from './arguments.ts';
import { grantedCapabilities } from './capabilities.ts';
import type { ContainerOptions } from './container-options.ts';
import { processEnv } from './environment.ts';
import { InvalidWorkingDirectory, NulByte } from './errors.ts';
import type { HostFacts } from './host-facts.ts';
import type { IdMappings } from './id-mappings.ts';
import { DOCKER, type Origin, originsAt, type Sourced } from './origin.ts';
import { processUser } from './process-user.ts';
import { processRlimits } from './rlimits.ts';
import type { Capabilities, Process } from './runtime-spec.ts';
import type { ResolvedUser } from './user.ts';

/** What the `process` part of config.json depends on. */
export interface ProcessSettings {
  readonly config: ExecutionConfig;
  readonly options: ContainerOptions;
  readonly user: ResolvedUser;
  readonly hostname: string;
  readonly host: HostFacts;
  readonly rootless: IdMappings | undefined;
  readonly hasOpenDevices?: boolean;
  /** The contexts of SELinux; undefined for none. */
  readonly contexts?: Contexts | undefined;
}

const YOUR_TERMINAL: Origin = { from: 'engine', detail: 'the size of your terminal' };

/** The program and everything that it is given. Throws the errors of its parts. */
export function processSection(settings: ProcessSettings): Sourced<Process> {
  const { config, options, user, hostname, host, rootless, contexts, hasOpenDevices = false } = settings;
  // Only root may lower the score, so a rootless container keeps the one it was started with.
  const score = options.oomScoreAdj ?? (rootless === undefined ? 0 : undefined);
  const profile = appArmorProfile(settings);
  // What is privileged is held by no label.
  const label = options.privileged ? undefined : contexts?.process;
  const parts = {
    user: processUser(user, userOrigin(config, options), rootless),
    args: processArgs(config, options),
    env: processEnv({ image: config.Env ?? [], options: options.env, hostname, home: user.home, tty: options.tty }),
    cwd: workingDirectory(config, options),
    capabilities: capabilities(options, user, host, hasOpenDevices),
    rlimits: processRlimits(options.ulimits, host.nofileHardLimit),
  };
  return {
    value: {
      terminal: options.tty === true,
      ...(options.tty && options.consoleSize && { consoleSize: options.consoleSize }),
      user: parts.user.value,
      args: parts.args.value,
      env: parts.env.value,
      cwd: parts.cwd.value,
      capabilities: parts.capabilities.value,
      rlimits: parts.rlimits.value,
      noNewPrivileges: options.noNewPrivileges,
      ...(profile && { apparmorProfile: profile }),
      ...(label && { selinuxLabel: label }),
      ...(score !== undefined && { oomScoreAdj: score }),
    },
    origins: {
      '/terminal': options.tty ? { from: 'option', detail: '--tty' } : DOCKER,
      ...(options.tty && options.consoleSize && { '/consoleSize': YOUR_TERMINAL }),
      ...(score !== undefined && {
        '/oomScoreAdj': options.oomScoreAdj === undefined ? DOCKER : { from: 'option', detail: '--oom-score-adj' },
      }),
      ...(profile && { '/apparmorProfile': profileOrigin(options) }),
      ...(label && { '/selinuxLabel': { from: 'option', detail: '--security-opt label=…' } }),
      '/noNewPrivileges': options.noNewPrivileges
        ? { from: 'option', detail: '--security-opt no-new-privileges' }
        : DOCKER,
      ...Object.assign({}, ...Object.entries(parts).map(([name, part]) => originsAt(`/${name}`, part.origins))),
    },
  };
}

/**
 * The profile that AppArmor holds the program to; undefined for none. An ordinary user has to choose one: what is loaded
 * is root's business.
 */
function appArmorProfile({ options, host, rootless }: ProcessSettings): string | undefined {
  const hasDefault = rootless === undefined && host.canLoadProfiles && !options.privileged;
  const asked = host.hasAppArmor ? options.appArmor : undefined;
  return profileAskedFor(asked || (hasDefault ? DEFAULT_PROFILE : undefined));
}

function profileOrigin({ appArmor }: ContainerOptions): Origin {
  if (appArmor) return { from: 'option', detail: `--security-opt apparmor=${appArmor}` };
  return { from: 'engine', detail: 'denies what docker-default denies' };
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
 * For users other than root execve clears the effective and permitted sets anyway, so they are not even listed. Where
 * every device could be opened, nobody is to make the node of one, unless that was asked for.
 */
function capabilities(
  options: ContainerOptions,
  user: ResolvedUser,
  host: HostFacts,
  hasOpenDevices: boolean,
): Sourced<Capabilities> {
  const available = host.availableCapabilities;
  // Privileged means all of them: what else is asked for or declined is not looked at, as with docker.
  const changes = options.privileged
    ? { capAdd: ['ALL'], capDrop: [] }
    : hasOpenDevices
      ? withoutNodes(options)
      : options;
  const granted = grantedCapabilities({ ...changes, available });
  const isChanged = options.capAdd.length + options.capDrop.length > 0;
  return {
    value: user.uid === 0 ? { bounding: granted, effective: granted, permitted: granted } : { bounding: granted },
    origins: {
      '': options.privileged
        ? { from: 'option', detail: '--privileged: all that can be given' }
        : isChanged
          ? { from: 'option', detail: "Docker's 14 defaults, changed by --cap-add and --cap-drop" }
          : hasOpenDevices
            ? {
                from: 'engine',
                detail: "Docker's 14 defaults without CAP_MKNOD: no cgroup says which devices may be used",
              }
            : { from: 'default', detail: "Docker's 14 defaults" },
    },
  };
}

/**
 * True where `--cap-add ALL` does not give all: there everybody with CAP_MKNOD could make the node of every device of the
 * host, and open it. By its own name it is given all the same.
 */
export function leavesNodesOut({ privileged, capAdd, capDrop }: ContainerOptions, hasOpenDevices: boolean): boolean {
  return hasOpenDevices && !privileged && namesAny(capAdd, 'ALL') && !namesAny([...capAdd, ...capDrop], ...NODES);
}

const NODES = ['MKNOD', 'CAP_MKNOD'];

const namesAny = (names: readonly string[], ...wanted: readonly string[]) =>
  names.some((name) => wanted.includes(name.trim().toUpperCase()));

function withoutNodes({ capAdd, capDrop }: ContainerOptions) {
  return { capAdd, capDrop: namesAny(capAdd, ...NODES) ? capDrop : [...capDrop, 'MKNOD'] };
}
