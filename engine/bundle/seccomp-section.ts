import { DEFAULT_PROFILE } from '../seccomp/default-profile.ts';
import type { Profile } from '../seccomp/profile.ts';
import { resolveProfile } from '../seccomp/resolve-profile.ts';
import type { HostFacts } from './host-facts.ts';
import { DOCKER, type Origin, type Sourced } from './origin.ts';
import type { Seccomp } from './runtime-spec.ts';

/** A policy of the caller's own: `path` is where it was read from. */
export interface SeccompFile {
  readonly path: string;
  readonly profile: Profile;
}

/** What the policy depends on: `capabilities` are the names in the container's bounding set. */
export interface SeccompSettings {
  readonly choice: 'unconfined' | SeccompFile | undefined;
  readonly capabilities: readonly string[];
  readonly host: HostFacts;
}

/**
 * Which system calls the program may make; nothing where it is unconfined.
 *
 * @throws SeccompArchitectureUnknown, InvalidSeccompProfile
 */
export function seccompSection({ choice, capabilities, host }: SeccompSettings): Sourced<{ seccomp?: Seccomp }> {
  if (choice === 'unconfined') return { value: {}, origins: {} };
  const { architecture, kernelRelease } = host;
  const seccomp = resolveProfile(choice?.profile ?? DEFAULT_PROFILE, { architecture, kernelRelease, capabilities });
  const origin: Origin = choice ? { from: 'option', detail: `--security-opt seccomp=${choice.path}` } : DOCKER;
  return { value: { seccomp }, origins: { '/seccomp': origin } };
}
