import { readFileSync, writeFileSync } from 'node:fs';

const SWITCH = '/proc/sys/net/ipv4/ip_forward';

/** True where the host passes packets on from one interface to another. */
export function isForwarding(): boolean {
  return readFileSync(SWITCH, 'utf8').trim() === '1';
}

export function setForwarding(isOn: boolean): void {
  writeFileSync(SWITCH, isOn ? '1' : '0');
}

/**
 * The interfaces that would begin to forward to one another: neither loopback nor ours. The kernel lets a name hold any
 * character, and these go into rules.
 */
export function othersInterfaces(interfaces: readonly string[], isOurs: (name: string) => boolean): string[] {
  return interfaces.filter((name) => name !== 'lo' && !isOurs(name) && /^[\w.@-]+$/.test(name));
}

/**
 * True where forwarding may be switched off again: nobody who has come since then can have counted on it, as the
 * bridge of a docker that was started meanwhile does.
 */
export function mayStopForwarding(between: readonly string[], now: readonly string[]): boolean {
  return now.every((name) => between.includes(name) || name.startsWith('veth'));
}
