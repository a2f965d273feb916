import { EngineError } from '../errors.ts';

/** Neither the image nor the command line says what to run. */
export class NoCommand extends EngineError<'NO_COMMAND'> {
  readonly code = 'NO_COMMAND';

  /** @param isSetAside whether `--entrypoint` has set aside what the image says */
  constructor(isSetAside: boolean) {
    super('no command specified', {
      hint: isSetAside
        ? "--entrypoint sets the image's Entrypoint and Cmd aside: name a program after the image."
        : 'The image has neither Entrypoint nor Cmd: name a program after the image.',
    });
  }
}

/** A program argument or variable holds a NUL byte, at which execve(2) would cut it off. */
export class NulByte extends EngineError<'NUL_BYTE'> {
  readonly code = 'NUL_BYTE';
  readonly text: string;

  constructor(what: string, text: string) {
    super(`${what} must not contain a NUL byte: ${JSON.stringify(text.slice(0, 100))}`);
    this.text = text;
  }
}

/** A variable on the command line has no name. */
export class InvalidEnvironmentVariable extends EngineError<'INVALID_ENVIRONMENT_VARIABLE'> {
  readonly code = 'INVALID_ENVIRONMENT_VARIABLE';
  readonly text: string;

  constructor(text: string) {
    super(`invalid environment variable: ${text.slice(0, 100)}`, { hint: 'Write it as --env KEY=value.' });
    this.text = text;
  }
}

/** The working directory is not an absolute path. */
export class InvalidWorkingDirectory extends EngineError<'INVALID_WORKING_DIRECTORY'> {
  readonly code = 'INVALID_WORKING_DIRECTORY';
  readonly path: string;

  constructor(path: string) {
    super(`the working directory '${path}' is invalid, it needs to be an absolute path`);
    this.path = path;
  }
}

/** The hostname is too long for sethostname(2), or has characters that no host name has. */
export class InvalidHostname extends EngineError<'INVALID_HOSTNAME'> {
  readonly code = 'INVALID_HOSTNAME';
  readonly hostname: string;

  constructor(hostname: string) {
    const shown = JSON.stringify(hostname.slice(0, 100));
    super(`invalid hostname ${shown}: expected 1 to 64 letters, digits, dots, hyphens or underscores`);
    this.hostname = hostname;
  }
}

/** The image's /etc/passwd has no such user. */
export class UserNotFound extends EngineError<'USER_NOT_FOUND'> {
  readonly code = 'USER_NOT_FOUND';
  readonly user: string;

  constructor(user: string) {
    super(`unable to find user ${user}: no matching entries in passwd file`, {
      hint: 'Name a user of the image, or give a number: --user 1000:1000.',
    });
    this.user = user;
  }
}

/** The image's /etc/group has no such group. */
export class GroupNotFound extends EngineError<'GROUP_NOT_FOUND'> {
  readonly code = 'GROUP_NOT_FOUND';
  readonly group: string;

  constructor(group: string) {
    super(`unable to find group ${group}: no matching entries in group file`, {
      hint: 'Name a group of the image, or give a number: --user 1000:1000.',
    });
    this.group = group;
  }
}

/** A user or group id does not fit: beyond 2147483647 some programs and file systems wrap around, to root at worst. */
export class IdOutOfRange extends EngineError<'ID_OUT_OF_RANGE'> {
  readonly code = 'ID_OUT_OF_RANGE';
  readonly id: string;

  constructor(id: string) {
    super(`uids and gids must be in range 0-2147483647, got ${id.slice(0, 100)}`);
    this.id = id;
  }
}

/** The image's /etc/passwd or /etc/group is too large to be one. */
export class UserDatabaseTooLarge extends EngineError<'USER_DATABASE_TOO_LARGE'> {
  readonly code = 'USER_DATABASE_TOO_LARGE';
  readonly size: number;
  readonly limit: number;

  constructor(file: string, size: number, limit: number) {
    super(`the image's ${file} has ${size} bytes: expected at most ${limit}`);
    this.size = size;
    this.limit = limit;
  }
}

/** The user or group has no id in the user namespace of a rootless container. */
export class UnmappedId extends EngineError<'UNMAPPED_ID'> {
  readonly code = 'UNMAPPED_ID';
  readonly id: number;

  constructor(kind: 'user' | 'group', id: number) {
    super(`${kind} id ${id} has no counterpart on the host: the container's user namespace does not map it`, {
      hint: `Give your user a range in /etc/sub${kind === 'user' ? 'u' : 'g'}id that holds more than ${id} ids, or run as root.`,
    });
    this.id = id;
  }
}

/** No kernel has a capability of that name. */
export class UnknownCapability extends EngineError<'UNKNOWN_CAPABILITY'> {
  readonly code = 'UNKNOWN_CAPABILITY';
  readonly capability: string;

  constructor(option: 'CapAdd' | 'CapDrop', capability: string) {
    super(`invalid ${option}: unknown capability: "${capability}"`, { hint: 'capabilities(7) lists the names.' });
    this.capability = capability;
  }
}

/** The capability exists, but we may not give what we do not have. */
export class UnavailableCapability extends EngineError<'UNAVAILABLE_CAPABILITY'> {
  readonly code = 'UNAVAILABLE_CAPABILITY';
  readonly capability: string;

  constructor(capability: string) {
    super(
      `invalid CapAdd: capability not supported by your kernel or not available in the current environment: "${capability}"`,
      { hint: 'grep CapBnd /proc/self/status shows what can be given.' },
    );
    this.capability = capability;
  }
}

/** A limit that no cgroup could have: below its minimum, beyond its maximum, or at odds with another. */
export class InvalidResource extends EngineError<'INVALID_RESOURCE'> {
  readonly code = 'INVALID_RESOURCE';
}

/** A mount that cannot be made, or must not be. */
export class InvalidMount extends EngineError<'INVALID_MOUNT'> {
  readonly code = 'INVALID_MOUNT';
}

/** A kernel setting that is not the container's own, or whose value is none. */
export class InvalidSysctl extends EngineError<'INVALID_SYSCTL'> {
  readonly code = 'INVALID_SYSCTL';
  readonly sysctl: string;

  constructor(sysctl: string, reason: string) {
    super(reason, { hint: 'A container may set net.*, fs.mqueue.*, and the kernel.* settings of System V IPC.' });
    this.sysctl = sysctl;
  }
}

/** A device that the host does not have, or that is none. */
export class InvalidDevice extends EngineError<'INVALID_DEVICE'> {
  readonly code = 'INVALID_DEVICE';
}

/** Rules about devices were asked for where they could allow nothing. */
export class DeviceRulesUnavailable extends EngineError<'HOST_UNSUPPORTED'> {
  readonly code = 'HOST_UNSUPPORTED';

  /** @param isRootless whether an ordinary user runs the container; else root does, without a cgroup */
  constructor(isRootless: boolean) {
    super(
      isRootless
        ? '--device-cgroup-rule is for root: nobody can make device nodes in a user namespace, so there is nothing to allow'
        : '--device-cgroup-rule needs a cgroup: by nothing else the devices of a container can be told from the others',
      { hint: '--device gives it a device of the host by name.' },
    );
  }
}

/** A `--ulimit` that cannot be read. */
export class InvalidUlimit extends EngineError<'INVALID_ULIMIT'> {
  readonly code = 'INVALID_ULIMIT';
  readonly ulimit: string;

  constructor(ulimit: string, reason: string) {
    super(reason, { hint: 'Write it as --ulimit name=soft[:hard], for example nofile=1024:2048.' });
    this.ulimit = ulimit;
  }
}

/** A config.json that another program has written is not what the runtime-spec says. */
export class InvalidConfig extends EngineError<'CONFIG_INVALID'> {
  readonly code = 'CONFIG_INVALID';
}
