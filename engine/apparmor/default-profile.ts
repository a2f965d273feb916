/** The profile of a container for which nobody has chosen one. */
export const DEFAULT_PROFILE = 'learn-run-default';

/**
 * The source of that profile, which denies what `docker-default` denies: mounts, whatever capabilities the program has;
 * to change the kernel through /proc and /sys; and to read there what the hardware and the kernel keep to themselves.
 * Everything else is allowed. Nothing is included, so that no other file has to be there.
 *
 * @see apparmor.d(5)
 */
export function defaultProfile(): string {
  const rules = [
    // All that a later rule does not deny.
    'file',
    'network',
    'unix',
    'capability',
    'umount',
    // Its processes have to do with one another alone; who may send a signal from outside is for that one's profile to say.
    'signal (receive)',
    `signal (send) peer=${DEFAULT_PROFILE}`,
    `ptrace (trace, read, tracedby, readby) peer=${DEFAULT_PROFILE}`,
    'deny mount',
    // The kernel's ciphers, which a program can do without (CVE-2026-31431).
    'deny network alg',
    // Of /proc, what belongs to processes may be written, and of the kernel's settings those of shared memory.
    ...['/proc/[^0-9s]**', ...allBut('/proc/s', 'ys/')].map((path) => `deny ${path} w`),
    ...allBut('/proc/sys/', 'kernel/shm').map((path) => `deny ${path} w`),
    ...allBut('/sys/', 'fs/cgroup/').map((path) => `deny ${path} wlk`),
    ...SECRETS.map((path) => `deny ${path} rwlk`),
  ];
  const body = rules.map((rule) => `  ${rule},\n`).join('');
  return `profile ${DEFAULT_PROFILE} flags=(attach_disconnected,mediate_deleted) {\n${body}}\n`;
}

/** The kernel's memory, its keys to be pressed, its firmware, its meters of power (CVE-2020-8694), its security modules. */
const SECRETS = [
  '/proc/kcore',
  '/proc/sysrq-trigger',
  '/sys/firmware/**',
  '/sys/devices/virtual/powercap/**',
  '/sys/kernel/security/**',
];

/**
 * Patterns that match every path which begins with `start`, but for those that go on with `kept`: a profile has no
 * other way to say so, since what one rule denies no other can allow again.
 */
export function allBut(start: string, kept: string): string[] {
  return Array.from(kept, (letter, at) => `${start}${kept.slice(0, at)}[^${letter}]**`);
}
