import { CommandRunner } from './command.ts';
import { NetworkUnavailable } from './errors.ts';
import { Tools } from './tools.ts';

/** One address as `ip -json address` shows it. */
interface Address {
  readonly local: string;
  /** Where it is not the only one on the other side: the peer's. */
  readonly address?: string;
  readonly prefixlen: number;
  readonly scope: string;
  /** True where somebody has lent it for a time, or the kernel made it up. */
  readonly dynamic?: boolean;
  readonly temporary?: boolean;
}

/**
 * Moves a network device of this network namespace to that of a process, under another name if one is given, and sets it
 * up there. The kernel takes its addresses away; those that somebody has given it, and that mean something elsewhere too,
 * it gets again.
 *
 * @param pid a process in that network namespace
 * @throws NetworkUnavailable without iproute2; NetworkToolFailed
 * @see runtime-spec config-linux.md#network-devices, ip-link(8)
 */
export async function moveDevice(name: string, newName: string, pid: number): Promise<void> {
  const tools = new Tools();
  const [ip, nsenter] = [tools.find('ip'), tools.find('nsenter')];
  if (ip === undefined || nsenter === undefined)
    throw new NetworkUnavailable(
      `cannot move the network device ${name}: there is no ${ip === undefined ? 'ip' : 'nsenter'} on this host`,
      'Debian has them in iproute2 and util-linux.',
    );
  const runner = new CommandRunner();
  const shown = await runner.run({ program: ip, args: ['-json', 'address', 'show', 'dev', name] });
  await runner.run({ program: ip, args: ['link', 'set', 'dev', name, 'down'] });
  // In one request: there may be one of the old name there, and one of the new name here.
  await runner.run({ program: ip, args: ['link', 'set', 'dev', name, 'netns', String(pid), 'name', newName] });
  const args = [`--net=/proc/${pid}/ns/net`, '--', ip, '-batch', '-'];
  await runner.run({ program: nsenter, args, input: linesInside(newName, addressesIn(shown)) });
}

/** @param json what `ip -json address show` says of one device */
function addressesIn(json: string): Address[] {
  const [device] = JSON.parse(json) as { addr_info?: Address[] }[];
  return (device?.addr_info ?? []).filter(
    ({ scope, dynamic, temporary }) => scope === 'global' && !dynamic && !temporary,
  );
}

function linesInside(name: string, addresses: readonly Address[]): string {
  const lines = addresses.map(({ local, address, prefixlen }) => {
    const own = address === undefined ? `${local}/${prefixlen}` : `${local} peer ${address}/${prefixlen}`;
    return `address add ${own} dev ${name}`;
  });
  return [...lines, `link set dev ${name} up`, ''].join('\n');
}
