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
    .filter((name) => !Object.hasOwn(ALLOWS, name));
  const names = [...Object.keys(ALLOWS), ...new Set(unknown)];
  const facts = names.map((name) => ({
    name,
    sets: CAPABILITY_SETS.filter((set) => sets[set]?.includes(name)),
    allows: lookup(ALLOWS, name) ?? '',
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

/** In the words of capabilities(7), shortened. */
const ALLOWS: Readonly<Record<string, string>> = {
  CAP_CHOWN: 'give files to other users',
  CAP_DAC_OVERRIDE: 'read, write and enter whatever the permissions say',
  CAP_DAC_READ_SEARCH: 'read and enter whatever the permissions say, and open files by handle: a way out of containers',
  CAP_FOWNER: 'change files of other users as if they were one’s own',
  CAP_FSETID: 'keep set-user-ID bits when a file is changed',
  CAP_KILL: 'send signals to processes of other users',
  CAP_SETGID: 'become another group',
  CAP_SETUID: 'become another user',
  CAP_SETPCAP: 'drop capabilities for good, and hand them on',
  CAP_LINUX_IMMUTABLE: 'make files that nobody can change',
  CAP_NET_BIND_SERVICE: 'listen on ports below 1024',
  CAP_NET_BROADCAST: 'send to everybody in a network',
  CAP_NET_ADMIN: 'change interfaces, routes, firewalls',
  CAP_NET_RAW: 'send packets that one has made by hand, as ping does',
  CAP_IPC_LOCK: 'keep memory from being swapped out',
  CAP_IPC_OWNER: 'use shared memory whatever its permissions say',
  CAP_SYS_MODULE: 'load kernel modules: to be the kernel',
  CAP_SYS_RAWIO: 'talk to hardware directly',
  CAP_SYS_CHROOT: 'change the root directory',
  CAP_SYS_PTRACE: 'look into other processes and steer them',
  CAP_SYS_PACCT: 'switch process accounting',
  CAP_SYS_ADMIN: 'mount, make namespaces, and a hundred things more: nearly root',
  CAP_SYS_BOOT: 'restart the machine',
  CAP_SYS_NICE: 'take the processor from others',
  CAP_SYS_RESOURCE: 'go beyond limits and quotas',
  CAP_SYS_TIME: 'set the clock',
  CAP_SYS_TTY_CONFIG: 'change terminals of others',
  CAP_MKNOD: 'make device files',
  CAP_LEASE: 'be told when somebody opens a file',
  CAP_AUDIT_WRITE: 'write into the audit log',
  CAP_AUDIT_CONTROL: 'switch the audit log',
  CAP_SETFCAP: 'give capabilities to files',
  CAP_MAC_OVERRIDE: 'go beyond a mandatory policy',
  CAP_MAC_ADMIN: 'change a mandatory policy',
  CAP_SYSLOG: 'read the kernel’s messages and addresses',
  CAP_WAKE_ALARM: 'wake the machine up',
  CAP_BLOCK_SUSPEND: 'keep the machine awake',
  CAP_AUDIT_READ: 'read the audit log',
  CAP_PERFMON: 'measure other processes',
  CAP_BPF: 'load programs into the kernel',
  CAP_CHECKPOINT_RESTORE: 'take snapshots of processes',
};
