import type { SeccompArgument } from '../bundle/runtime-spec.ts';
import { InvalidSeccompProfile } from './errors.ts';

/**
 * A policy in the form that `docker run --security-opt seccomp=FILE` takes: that of the runtime-spec, and besides rules that
 * depend on the machine and on the container's capabilities.
 *
 * @see https://docs.docker.com/engine/security/seccomp/, runtime-spec config-linux.md#seccomp
 */
export interface Profile {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  /** For every machine. Excludes `archMap`. */
  readonly architectures?: readonly string[];
  /** For each machine's own architecture, which others its kernel runs programs of. */
  readonly archMap?: readonly { readonly architecture: string; readonly subArchitectures: readonly string[] }[];
  readonly flags?: readonly string[];
  readonly syscalls: readonly ProfileRule[];
}

export interface ProfileRule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly SeccompArgument[];
  /** The rule holds only where all of this is so. */
  readonly includes?: RuleCondition;
  /** The rule does not hold where any of this is so. */
  readonly excludes?: RuleCondition;
}

export interface RuleCondition {
  readonly caps?: readonly string[];
  /** In Go's names: `amd64`. */
  readonly arches?: readonly string[];
  /** The kernel is at least this old: `4.8`. */
  readonly minKernel?: string;
}

/** Reads a profile. Throws `InvalidSeccompProfile` where it is not JSON, or its fields are not what they should be. */
export function parseProfile(text: string): Profile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidSeccompProfile(`not JSON: ${(cause as Error).message}`, { cause });
  }
  return readProfile(object(value, 'the profile'));
}

type Fields = Readonly<Record<string, unknown>>;

function readProfile(fields: Fields): Profile {
  const architectures = optional(fields.architectures, 'architectures', strings);
  const archMap = optional(fields.archMap, 'archMap', (value, at) => list(value, at).map(readArchitecture));
  if (architectures?.length && archMap?.length)
    throw new InvalidSeccompProfile("'architectures' and 'archMap' were specified in the profile, use either");
  return defined({
    defaultAction: string(fields.defaultAction, 'defaultAction'),
    defaultErrnoRet: optional(fields.defaultErrnoRet, 'defaultErrnoRet', integer),
    architectures,
    archMap,
    flags: optional(fields.flags, 'flags', strings),
    syscalls: (optional(fields.syscalls, 'syscalls', list) ?? []).map(readRule),
  });
}

function readArchitecture(value: unknown, index: number) {
  const fields = object(value, `archMap[${index}]`);
  return {
    architecture: string(fields.architecture, `archMap[${index}].architecture`),
    subArchitectures: optional(fields.subArchitectures, `archMap[${index}].subArchitectures`, strings) ?? [],
  };
}

function readRule(value: unknown, index: number): ProfileRule {
  const at = `syscalls[${index}]`;
  const fields = object(value, at);
  // The oldest profiles had one rule for each name.
  const name = optional(fields.name, `${at}.name`, string);
  const names = optional(fields.names, `${at}.names`, strings);
  if (name && names?.length)
    throw new InvalidSeccompProfile("'name' and 'names' were specified in the profile, use either");
  return defined({
    names: name ? [name] : (names ?? []),
    action: string(fields.action, `${at}.action`),
    errnoRet: optional(fields.errnoRet, `${at}.errnoRet`, integer),
    args: optional(fields.args, `${at}.args`, (args) => list(args, `${at}.args`).map((one) => readArgument(one, at))),
    includes: optional(fields.includes, `${at}.includes`, readCondition),
    excludes: optional(fields.excludes, `${at}.excludes`, readCondition),
  });
}

function readArgument(value: unknown, at: string): SeccompArgument {
  const fields = object(value, `${at}.args`);
  return defined({
    index: integer(fields.index, `${at}.args.index`),
    value: integer(fields.value, `${at}.args.value`),
    valueTwo: optional(fields.valueTwo, `${at}.args.valueTwo`, integer),
    op: string(fields.op, `${at}.args.op`),
  });
}

function readCondition(value: unknown, at: string): RuleCondition {
  const fields = object(value, at);
  return defined({
    caps: optional(fields.caps, `${at}.caps`, strings),
    arches: optional(fields.arches, `${at}.arches`, strings),
    minKernel: optional(fields.minKernel, `${at}.minKernel`, string),
  });
}

/** A field that may be missing; profiles that were written by programs in Go have `null` there. */
function optional<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value, at);
}

function object(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw mismatch(at, 'an object', value);
}

function list(value: unknown, at: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw mismatch(at, 'a list', value);
}

function strings(value: unknown, at: string): string[] {
  return list(value, at).map((one) => string(one, at));
}

function string(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  throw mismatch(at, 'text', value);
}

/** A number that arrives as it was written: JSON has no 64-bit integers, and a rounded one would match other calls. */
function integer(value: unknown, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw mismatch(at, 'a whole number from 0 to 2^53 - 1', value);
}

function mismatch(at: string, expected: string, value: unknown): InvalidSeccompProfile {
  return new InvalidSeccompProfile(
    `${at} must be ${expected}, got ${(JSON.stringify(value) ?? 'nothing').slice(0, 100)}`,
  );
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** The same without the fields that are undefined, which JSON cannot hold. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
