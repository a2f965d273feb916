import { EngineError } from '../errors.ts';

/** The embedded registry could not listen where it was told to. */
export class EmbeddedRegistryNotStarted extends EngineError<'EMBEDDED_REGISTRY_NOT_STARTED'> {
  readonly code = 'EMBEDDED_REGISTRY_NOT_STARTED';
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`cannot start the embedded registry on ${host}, port ${port}: ${reason}`, {
      cause,
      hint: port === 0 ? '' : 'choose another port, or port 0 for any that is free',
    });
    this.host = host;
    this.port = port;
  }
}
