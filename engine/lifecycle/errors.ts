import { EngineError } from '../errors.ts';

/** There is no container with this id; told in the words of runc, which its callers look for. */
export class ContainerNotFound extends EngineError<'CONTAINER_NOT_FOUND'> {
  readonly code = 'CONTAINER_NOT_FOUND';

  constructor(id: string) {
    super(`container does not exist: ${JSON.stringify(id)}`, { hint: 'learn-runc list shows which there are.' });
  }
}

/** The id is taken. */
export class ContainerExists extends EngineError<'CONTAINER_EXISTS'> {
  readonly code = 'CONTAINER_EXISTS';

  constructor(id: string) {
    super(`container with id exists: ${id}, container with given ID already exists`);
  }
}

/** No container can be called this. */
export class InvalidContainerId extends EngineError<'CONTAINER_ID_INVALID'> {
  readonly code = 'CONTAINER_ID_INVALID';

  constructor(id: string) {
    super(
      `invalid container ID format: ${JSON.stringify(id)}, expected letters, digits and _+-. only, at most 1024, and neither . nor ..`,
    );
  }
}

/** The container is not in a state in which this can be done to it. */
export class WrongStatus extends EngineError<'CONTAINER_STATUS_WRONG'> {
  readonly code = 'CONTAINER_STATUS_WRONG';
}

/** A program that was to be run at some point of the container's life has failed. */
export class HookFailed extends EngineError<'HOOK_FAILED'> {
  readonly code = 'HOOK_FAILED';

  constructor(name: string, index: number, reason: string) {
    super(`error running ${name} hook #${index}: ${reason}`);
  }
}

/** What is on record of a container cannot be read. */
export class RecordUnreadable extends EngineError<'CONTAINER_RECORD_UNREADABLE'> {
  readonly code = 'CONTAINER_RECORD_UNREADABLE';
}

/** An ordinary user may not make the cgroup that a container was to have. */
export class CgroupForbidden extends EngineError<'CGROUP_FORBIDDEN'> {
  readonly code = 'CGROUP_FORBIDDEN';

  constructor(reason: string, cause?: unknown) {
    super(
      `unable to apply cgroup configuration: rootless needs no limits + no cgrouppath when no permission is granted for cgroups: ${reason}`,
      { cause },
    );
  }
}

/** A network device of the host could not be given to a container. */
export class NetDeviceNotMoved extends EngineError<'NET_DEVICE_NOT_MOVED'> {
  readonly code = 'NET_DEVICE_NOT_MOVED';

  constructor(name: string, namespace: string, cause: Error) {
    super(`move netDevice ${name} to namespace ${namespace}: ${cause.message}`, {
      cause,
      hint: 'ip link shows the devices that there are, and ip netns those of other network namespaces.',
    });
  }
}

/** The cgroup that a process was to join cannot be joined. */
export class ExecCgroupInvalid extends EngineError<'EXEC_CGROUP_INVALID'> {
  readonly code = 'EXEC_CGROUP_INVALID';
}
