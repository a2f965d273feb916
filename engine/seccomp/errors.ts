import { EngineError } from '../errors.ts';

/** A seccomp profile that cannot be read, or asks for something that no filter can do. */
export class InvalidSeccompProfile extends EngineError<'SECCOMP_PROFILE_INVALID'> {
  readonly code = 'SECCOMP_PROFILE_INVALID';

  constructor(reason: string, options: { cause?: unknown } = {}) {
    super(`invalid seccomp profile: ${reason}`, {
      ...options,
      hint: 'The form of profiles: https://docs.docker.com/engine/security/seccomp/. Without a filter: --security-opt seccomp=unconfined.',
    });
  }
}

/** We do not know the system calls of this machine's architecture, so that no filter can be made for it. */
export class SeccompArchitectureUnknown extends EngineError<'SECCOMP_ARCHITECTURE_UNKNOWN'> {
  readonly code = 'SECCOMP_ARCHITECTURE_UNKNOWN';
  readonly architecture: string;

  constructor(architecture: string) {
    super(`cannot make a seccomp filter for the architecture ${architecture}: expected x64, arm64 or riscv64`, {
      hint: 'To run without a filter: --security-opt seccomp=unconfined.',
    });
    this.architecture = architecture;
  }
}
