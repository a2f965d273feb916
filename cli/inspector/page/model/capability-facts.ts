import { CAPABILITIES } from '../../../panes/meanings/values.ts';
import { lookup } from './lookup.ts';

/** A capability, in which of the sets of a process it is, and what it lets one do. */
export interface CapabilityFact {
  readonly name: string;
  readonly sets: readonly string[];
  readonly allows: string;
  /** Whether docker gives it where nobody asks for anything. */
  readonly isDefault: boolean;
}

export const CAPABILITY_SETS = ['bounding', 'permitted', 'effective', 'inheritable', 'ambient'] as const;

/** Every capability that there is: those of the process first, then those that it does not have. */
export function capabilitiesOf(sets: Readonly<Record<string, readonly string[]>>): CapabilityFact[] {
  const unknown = Object.values(sets)
    .flat()
    .filter((name) => !Object.hasOwn(CAPABILITIES, name));
  const names = [...Object.keys(CAPABILITIES), ...new Set(unknown)];
  const facts = names.map((name) => ({
    name,
    sets: CAPABILITY_SETS.filter((set) => sets[set]?.includes(name)),
    allows: lookup(CAPABILITIES, name) ?? '',
    isDefault: DEFAULT.has(name),
  }));
  return facts.sort((a, b) => Number(b.sets.length > 0) - Number(a.sets.length > 0));
}

const DEFAULT: ReadonlySet<string> = new Set([
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
]);
