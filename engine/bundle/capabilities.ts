import { UnavailableCapability, UnknownCapability } from './errors.ts';

/** Every capability, each at its number in the kernel's linux/capability.h. @see capabilities(7) */
export const CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** What Docker leaves to a container when nobody says otherwise. */
export const DEFAULT_CAPABILITIES: readonly Capability[] = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FSETID',
  'CAP_FOWNER',
  'CAP_MKNOD',
  'CAP_NET_RAW',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_KILL',
  'CAP_AUDIT_WRITE',
];

/** What `--cap-add` and `--cap-drop` name, and the mask of what can be given at all (CapBnd of /proc/self/status). */
export interface CapabilityChanges {
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly available: bigint;
}

/**
 * The capabilities a container's bounding set gets: the defaults without the dropped, and with the added ones, in this
 * order. `ALL` may be dropped (only the added remain) or added (every available one but the dropped).
 *
 * Throws `UnknownCapability`, and `UnavailableCapability` where one is added that this host cannot give.
 */
export function grantedCapabilities({ capAdd, capDrop, available }: CapabilityChanges): Capability[] {
  const added = capAdd.map((name) => normalize('CapAdd', name));
  const dropped = capDrop.map((name) => normalize('CapDrop', name));
  const named = added.filter((name) => name !== 'ALL');
  const missing = named.find((name) => !(available & maskOf(name)));
  if (missing !== undefined) throw new UnavailableCapability(missing);
  if (added.includes('ALL')) return namesOfMask(available).filter((name) => !dropped.includes(name));
  if (dropped.includes('ALL')) return [...new Set(named)];
  return [...new Set([...DEFAULT_CAPABILITIES.filter((name) => !dropped.includes(name)), ...named])];
}

/** The set of these capabilities as the kernel takes it: bit n stands for capability n. Throws `TypeError` on an unknown name. */
export function capabilityMask(names: readonly string[]): bigint {
  return names.reduce((mask, name) => mask | maskOf(name), 0n);
}

/** The names of the capabilities in a mask, by number; bits that no known capability has are left out. */
export function namesOfMask(mask: bigint): Capability[] {
  return CAPABILITIES.filter((name) => mask & maskOf(name));
}

function maskOf(name: string): bigint {
  const number = CAPABILITIES.indexOf(name as Capability);
  if (number < 0) throw new TypeError(`no capability has the name ${name}`);
  return 1n << BigInt(number);
}

/** `CAP_KILL` of `kill` and of `cap_kill`. */
export function fullName(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

function normalize(option: 'CapAdd' | 'CapDrop', text: string): Capability | 'ALL' {
  if (text.trim().toUpperCase() === 'ALL') return 'ALL';
  const name = fullName(text.trim());
  if (!(CAPABILITIES as readonly string[]).includes(name)) throw new UnknownCapability(option, name);
  return name as Capability;
}
