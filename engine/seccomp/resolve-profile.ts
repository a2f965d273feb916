import type { Seccomp, SeccompRule } from '../bundle/runtime-spec.ts';
import { nativeArchitecture } from './architectures.ts';
import { InvalidSeccompProfile } from './errors.ts';
import type { Profile, ProfileRule, RuleCondition } from './profile.ts';

/** What the rules of a profile may depend on. */
export interface Surroundings {
  /** `process.arch` */
  readonly architecture: string;
  /** `os.release()`: `6.18.44-generic`. */
  readonly kernelRelease: string;
  /** The names in the container's bounding set. */
  readonly capabilities: readonly string[];
}

/**
 * The `linux.seccomp` of config.json that a profile means here: the rules that hold, without their conditions.
 *
 * @throws SeccompArchitectureUnknown, and InvalidSeccompProfile where a kernel version cannot be read
 */
export function resolveProfile(profile: Profile, surroundings: Surroundings): Seccomp {
  const native = nativeArchitecture(surroundings.architecture);
  const architectures = profile.architectures ?? mappedArchitectures(profile, native.seccomp);
  const facts = { ...surroundings, architecture: native.go };
  return {
    defaultAction: profile.defaultAction,
    ...(profile.defaultErrnoRet !== undefined && { defaultErrnoRet: profile.defaultErrnoRet }),
    ...(architectures.length > 0 && { architectures }),
    ...(profile.flags && { flags: profile.flags }),
    syscalls: profile.syscalls.filter((rule) => holds(rule, facts)).map(withoutConditions),
  };
}

function mappedArchitectures({ archMap = [] }: Profile, native: string): readonly string[] {
  const entry = archMap.find(({ architecture }) => architecture === native);
  return entry ? [native, ...entry.subArchitectures] : [];
}

function holds({ includes = {}, excludes = {} }: ProfileRule, facts: Surroundings): boolean {
  return every(includes, facts) && !some(excludes, facts);
}

function every({ caps = [], arches = [], minKernel }: RuleCondition, facts: Surroundings): boolean {
  return (
    caps.every((name) => facts.capabilities.includes(name)) &&
    (arches.length === 0 || arches.includes(facts.architecture)) &&
    (minKernel === undefined || isAtLeast(facts.kernelRelease, minKernel))
  );
}

function some({ caps = [], arches = [], minKernel }: RuleCondition, facts: Surroundings): boolean {
  return (
    caps.some((name) => facts.capabilities.includes(name)) ||
    arches.includes(facts.architecture) ||
    (minKernel !== undefined && isAtLeast(facts.kernelRelease, minKernel))
  );
}

function isAtLeast(release: string, wanted: string): boolean {
  const [major, minor] = version(release);
  const [wantedMajor, wantedMinor] = version(wanted);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function version(text: string): [number, number] {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  if (major === undefined)
    throw new InvalidSeccompProfile(`invalid kernel version ${JSON.stringify(text)}, expected <major>.<minor>`);
  return [Number(major), Number(minor)];
}

function withoutConditions({ names, action, errnoRet, args }: ProfileRule): SeccompRule {
  return { names, action, ...(errnoRet !== undefined && { errnoRet }), ...(args?.length && { args }) };
}
