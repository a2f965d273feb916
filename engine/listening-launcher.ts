import { MONITOR_FD } from './monitor/descriptors.ts';
import type { PublishedPort } from './network/ports.ts';
import type { Caller } from './stub/call.ts';
import { close } from './stub/calls/descriptors.ts';
import {
  bind,
  duplicateFrom,
  listen,
  onlyIpv6,
  reuseAddress,
  type SocketAddress,
  socketFor,
} from './stub/calls/listening.ts';

/**
 * Has a launcher take the ports of its container, one descriptor after the other from where a monitor looks for them.
 *
 * @throws SyscallError EADDRINUSE where somebody else was faster
 */
export async function listenInLauncher(launcher: Caller, ports: readonly PublishedPort[]): Promise<void> {
  for (const [index, port] of ports.entries()) {
    const address: SocketAddress = { host: partsOf(port.hostIp), port: port.hostPort };
    const fd = await launcher.call(socketFor(address, port.protocol));
    const isTcp = port.protocol === 'tcp';
    await launcher.callAll([
      ...(isTcp ? [reuseAddress(fd)] : []),
      ...(address.host.length === 8 ? [onlyIpv6(fd)] : []),
      bind(fd, address),
      ...(isTcp ? [listen(fd)] : []),
    ]);
    await launcher.callAll([duplicateFrom(fd, MONITOR_FD.firstPort + index), close(fd)]);
  }
}

/** The parts of an address: four of 8 bits, or eight of 16. */
function partsOf(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [front = '', back] = address.split('::');
  const numbers = (text: string) => (text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16)));
  const [before, after] = [numbers(front), numbers(back ?? '')];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}
