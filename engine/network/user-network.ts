import { accessSync, constants } from 'node:fs';
import type { ProcessIdentity } from '../syscall/process-identity.ts';
import type { Lack } from './attachment.ts';
import { CommandRunner } from './command.ts';
import { NetworkToolFailed, NetworkUnavailable } from './errors.ts';
import { readHostNetwork } from './host-network.ts';
import { formatAddress } from './ipv4.ts';
import type { PortRequest } from './ports.ts';
import { chooseSubnet } from './subnet.ts';
import type { Tools } from './tools.ts';
import { type Helper, UserAttachment, type UserParts } from './user-attachment.ts';
import { pastaHelper, slirpHelper, type UserAddresses } from './user-helpers.ts';

/** What a container wants of a network without privileges. */
export interface UserRequest {
  readonly ports: readonly PortRequest[];
  readonly macAddress?: string | undefined;
  /** Absolute path of the container's own directory. */
  readonly directory: string;
  /** The process that answers for the container. */
  readonly holder: ProcessIdentity;
  readonly start: UserParts['start'];
}

/** What a program of an ordinary user makes interfaces with. @see tun(4) */
const TUN = '/dev/net/tun';

/**
 * Networks of an ordinary user: he may make no cable out of a network namespace, so a helper takes the packets in there
 * and says the same outside through ordinary sockets. Each container has one of its own.
 */
export class UserNetwork {
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** What is missing; undefined where nothing is. */
  get lack(): Lack | undefined {
    if (this.#tools.missing('pasta', 'slirp4netns').length === 2) {
      return {
        reason: 'an ordinary user needs pasta or slirp4netns for it, and neither is installed',
        hint: 'sudo apt-get install passt, or the package passt of your distribution',
      };
    }
    return canOpenTun() ? undefined : { reason: `you may not open ${TUN}`, hint: `sudo chmod 666 ${TUN}` };
  }

  /** @throws NetworkUnavailable where the ports cannot be published */
  async attach({ ports, macAddress, directory, holder, start }: UserRequest): Promise<UserAttachment> {
    if (macAddress !== undefined) {
      throw new NetworkUnavailable(
        '--mac-address is not supported for an ordinary user',
        'Only root makes the cables.',
      );
    }
    const { address } = chooseSubnet(readHostNetwork().occupied);
    const at = (n: number) => formatAddress(address + n);
    // The same places in the network that slirp4netns has by itself.
    const addresses = { subnet: `${at(0)}/24`, gateway: at(2), resolver: at(3), address: at(100) };
    const runner = new CommandRunner();
    const helper = await this.#choose(ports, addresses, runner);
    return new UserAttachment({ helper, addresses, ports, directory, holder, start, runner });
  }

  /**
   * pasta is the faster one, but only since October 2024 the better one: before, it showed callers on the host to the
   * container as 127.0.0.1, whom many programs trust (CVE-2021-20199 was the same in podman), and got lost where one side
   * of a connection had said all.
   */
  async #choose(ports: readonly PortRequest[], addresses: UserAddresses, runner: CommandRunner): Promise<Helper> {
    const [pasta, slirp] = [this.#tools.find('pasta'), this.#tools.find('slirp4netns')];
    if (pasta === undefined) return slirpHelper(slirp!, addresses);
    if (slirp === undefined && ports.length === 0) return pastaHelper(pasta, addresses);
    if (await isRecent(pasta, runner)) return pastaHelper(pasta, addresses);
    if (slirp !== undefined) return slirpHelper(slirp, addresses);
    throw new NetworkUnavailable(
      'this pasta would show every caller on this host to the container as 127.0.0.1',
      'Publishing ports needs slirp4netns, or a pasta of October 2024 or later.',
    );
  }
}

/** By the option that came then. Older ones take it for a mistake to be asked for help. */
async function isRecent(pasta: string, runner: CommandRunner): Promise<boolean> {
  const help = await runner
    .run({ program: pasta, args: ['--help'] })
    .catch((error: unknown) => (error instanceof NetworkToolFailed ? error.complaint : ''));
  return help.includes('--host-lo-to-ns-lo');
}

function canOpenTun(): boolean {
  try {
    accessSync(TUN, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
