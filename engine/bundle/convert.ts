import type { ImageConfig } from '../image/image-config.ts';
import { containerContexts } from '../selinux/contexts.ts';
import type { ContainerOptions } from './container-options.ts';
import type { HostDevice } from './host-devices.ts';
import type { HostFacts } from './host-facts.ts';
import { containerHostname, validDomainname } from './hostname.ts';
import type { IdMappings } from './id-mappings.ts';
import { linuxSection } from './linux-section.ts';
import type { PlacedMount } from './mount-request.ts';
import { containerMounts } from './mounts.ts';
import type { JoinedNetwork } from './network-mode.ts';
import { DOCKER, type Origins, originsAt } from './origin.ts';
import { processSection } from './process-section.ts';
import type { BlockIo, Spec } from './runtime-spec.ts';
import { seccompSection } from './seccomp-section.ts';
import type { JoinedIpc } from './surroundings.ts';
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
  /** True where another runtime makes it, inside the user namespace of a rootless container. */
  readonly isInUserNamespace?: boolean | undefined;
  /** The mounts of the options and of the image's VOLUMEs, for which everything on the host is there. */
  readonly placed?: readonly PlacedMount[];
  readonly devices?: readonly HostDevice[];
  /** What the options ask for of block devices, with their numbers on this host. */
  readonly blockIo?: BlockIo | undefined;
  /** The container that `--network container:` names. */
  readonly joined?: JoinedNetwork | undefined;
  /** Absolute path of the pid namespace of the container that `--pid container:` names. */
  readonly joinedPids?: string | undefined;
  /** What the container that `--ipc container:` names has. */
  readonly joinedIpc?: JoinedIpc | undefined;
  /** Path of the container's own cgroup; undefined where it cannot have one. */
  readonly cgroupsPath?: string | undefined;
  /** True where root runs it, and no cgroup can keep it from the host's devices. */
  readonly hasOpenDevices?: boolean;
}

/** The oldest version that has every field we write, `umask` last: crun before 1.9 refuses any later one. */
const OCI_VERSION = '1.0.2';
/** The oldest version that knows the field `domainname`. */
const OCI_VERSION_WITH_DOMAINNAME = '1.1.0';

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
  const { options, host, rootless, joined } = input;
  const isPlain = options.rootfs?.isOverlay === false;
  const hostname = containerHostname(options, input.containerId, host.hostname, joined);
  const contexts =
    options.labels && host.contexts && containerContexts(host.contexts, options.labels, input.containerId);
  const process = processSection({ ...input, config: input.image.config, hostname: hostname.value, contexts });
  const { placed = [], devices = [] } = input;
  const mounts = containerMounts({ ...options, placed, devices, rootless, joined, joinedIpc: input.joinedIpc });
  const linux = linuxSection({
    ...options,
    devices,
    rootless,
    isInUserNamespace: input.isInUserNamespace,
    joined,
    joinedPids: input.joinedPids,
    joinedIpc: input.joinedIpc,
    host,
    blockIo: input.blockIo,
    cgroupsPath: input.cgroupsPath,
    hasOpenDevices: input.hasOpenDevices,
    contexts,
  });
  const choice = options.seccomp ?? (options.privileged ? 'unconfined' : undefined);
  const seccomp = seccompSection({ choice, capabilities: process.value.capabilities.bounding, host });
  return {
    spec: {
      ociVersion: options.domainname ? OCI_VERSION_WITH_DOMAINNAME : OCI_VERSION,
      process: process.value,
      root: { path: isPlain ? options.rootfs!.directory : 'rootfs', readonly: options.readOnly },
      // The host's own, which naming it again could only change.
      ...(options.uts !== 'host' && { hostname: hostname.value }),
      ...(options.domainname && { domainname: validDomainname(options.domainname) }),
      ...(options.annotations && { annotations: options.annotations }),
      mounts: mounts.value,
      linux: { ...linux.value, ...seccomp.value },
    },
    origins: {
      '/ociVersion': { from: 'engine', detail: 'the version of the runtime-spec that this file follows' },
      '/root': isPlain
        ? { from: 'option', detail: '--rootfs' }
        : { from: 'engine', detail: "the container's root file system, in its bundle" },
      '/root/readonly': options.readOnly ? { from: 'option', detail: '--read-only' } : DOCKER,
      ...(options.uts !== 'host' && originsAt('/hostname', hostname.origins)),
      ...(options.domainname && { '/domainname': { from: 'option', detail: '--domainname' } }),
      ...(options.annotations && { '/annotations': { from: 'option', detail: '--annotation' } }),
      ...originsAt('/process', process.origins),
      ...originsAt('/mounts', mounts.origins),
      ...originsAt('/linux', { ...linux.origins, ...seccomp.origins }),
    },
  };
}
