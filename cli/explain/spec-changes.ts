import type { Spec } from '../../engine/bundle/runtime-spec.ts';
import { formatSpec } from '../../engine/bundle/spec-json.ts';

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** One field of config.json that is not the same in both. */
export interface SpecChange {
  /** JSON pointer; entries of a list are named by what tells them apart: `/mounts[/src]`. */
  readonly pointer: string;
  /** Undefined where the field is only in the other one. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** What is different in the second config.json, field by field. The rules of seccomp are told apart by their calls. */
export function specChanges(before: Spec, after: Spec): SpecChange[] {
  return changesAt('', comparable(before), comparable(after));
}

/** As it stands in the file; the profile as one list of names, which is what a person compares. */
function comparable(spec: Spec): Value {
  const json = JSON.parse(formatSpec(spec)) as { linux: { seccomp?: Seccomp } };
  const { seccomp } = json.linux;
  if (seccomp === undefined) return json as unknown as Value;
  const allowed = (seccomp.syscalls ?? []).filter(({ action }) => action === 'SCMP_ACT_ALLOW');
  const names = [...new Set(allowed.flatMap((rule) => rule.names))];
  const summary = { defaultAction: seccomp.defaultAction, allowed: names };
  return { ...json, linux: { ...json.linux, seccomp: summary } } as unknown as Value;
}

interface Seccomp {
  readonly defaultAction: string;
  readonly syscalls?: readonly { readonly names: readonly string[]; readonly action: string }[];
}

function changesAt(pointer: string, before: Value | undefined, after: Value | undefined): SpecChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [one, other] = [fieldsOf(pointer, before), fieldsOf(pointer, after)];
  const isPlain = (value: Value | undefined, fields: object | undefined) => value !== undefined && !fields;
  if (isPlain(before, one) || isPlain(after, other)) return [{ pointer, before, after }];
  // What is only in one of them is told field by field as well: a whole section says less.
  const keys = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...keys].flatMap((key) => changesAt(`${pointer}${key}`, one?.[key], other?.[key]));
}

/** The parts of an object or a list, each by the end of its pointer; undefined for a value that is told as a whole. */
function fieldsOf(pointer: string, value: Value | undefined): Record<string, Value> | undefined {
  if (Array.isArray(value))
    return Object.fromEntries((value as readonly Value[]).map((one, at) => entry(pointer, one, at)));
  const isWhole = typeof value !== 'object' || value === null || pointer.endsWith(']');
  return isWhole ? undefined : Object.fromEntries(Object.entries(value).map(([key, inner]) => [`/${key}`, inner]));
}

/** What the entries of each list of objects are called by. */
const NAMES: Readonly<Record<string, string>> = {
  '/mounts': 'destination',
  '/process/rlimits': 'type',
  '/linux/namespaces': 'type',
  '/linux/devices': 'path',
};

function entry(pointer: string, value: Value, index: number): [string, Value] {
  if (typeof value === 'string') return [`[${value}]`, value];
  const name = NAMES[pointer] && (value as Record<string, Value> | null)?.[NAMES[pointer]];
  return [`[${typeof name === 'string' ? name : index}]`, value];
}
