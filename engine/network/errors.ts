import { EngineError } from '../errors.ts';

/** The network that was asked for cannot be had on this host, or by this user. */
export class NetworkUnavailable extends EngineError<'NETWORK_UNAVAILABLE'> {
  readonly code = 'NETWORK_UNAVAILABLE';

  constructor(reason: string, hint: string, cause?: unknown) {
    super(reason, { hint, cause });
  }
}

/** A port of the host that a container was to be published on is somebody's already. */
export class PortUnavailable extends EngineError<'PORT_UNAVAILABLE'> {
  readonly code = 'PORT_UNAVAILABLE';
  readonly port: number;

  constructor(port: number, message: string, hint: string, cause?: unknown) {
    super(message, { hint, cause });
    this.port = port;
  }
}

/** A program that sets the network up did not do what it was told. */
export class NetworkToolFailed extends EngineError<'NETWORK_TOOL_FAILED'> {
  readonly code = 'NETWORK_TOOL_FAILED';
  /** As a person would type it. */
  readonly command: string;
  /** What it wrote to stderr. */
  readonly complaint: string;

  constructor(command: string, complaint: string, hint: string) {
    super(`${command} failed: ${complaint || 'it said nothing'}`, { hint });
    this.command = command;
    this.complaint = complaint;
  }
}
