import type { NetworkMode } from '../../engine/bundle/network-mode.ts';
import type { Networking } from '../../engine/network/networking.ts';
import { UsageError } from '../errors.ts';
import { parseExpose, parsePublish } from './publish-spec.ts';

/** What commander makes of the options about networks. */
export interface NetworkFlags {
  readonly network: readonly string[];
  readonly net: readonly string[];
  readonly publish: readonly string[];
  readonly publishAll?: true;
  readonly expose: readonly string[];
  readonly macAddress?: string;
  readonly ip?: string;
  readonly ip6?: string;
  readonly networkAlias: readonly string[];
  readonly netAlias: readonly string[];
  readonly hostname?: string;
  readonly dns: readonly string[];
  readonly addHost: readonly string[];
}

/** Whose network it is to be, and what it is to be like. */
export interface NetworkOptions {
  readonly network: NetworkMode;
  readonly networking: Networking;
}

/** The network that the options ask for; docker's default where they ask for none. Throws `UsageError` in docker's words. */
export function networkOptions(flags: NetworkFlags): NetworkOptions {
  const asked = onlyOne([...flags.network, ...flags.net]);
  const network = networkMode(asked ?? 'bridge');
  const networking = {
    ports: flags.publish.flatMap(parsePublish),
    exposed: flags.expose.map(parseExpose),
    publishesAll: flags.publishAll === true,
    macAddress: macAddress(flags.macAddress),
  };
  refuseOfUserDefinedNetworks(flags);
  if (network.startsWith('container:')) refuseOfOwnNetworks(flags);
  const asksForMore = networking.ports.length > 0 || networking.publishesAll || networking.macAddress !== undefined;
  return { network, networking: { ...networking, isOptional: asked === undefined && !asksForMore } };
}

/** What docker says where published ports mean nothing; empty where there is nothing to say. */
export function networkWarning({ network, networking }: Partial<NetworkOptions>): string {
  const publishes = networking !== undefined && (networking.ports.length > 0 || networking.publishesAll);
  return network === 'host' && publishes ? 'WARNING: Published ports are discarded when using host network mode\n' : '';
}

/** A container has one network: that of two the last one holds would part it from whom it was to reach, or the reverse. */
function onlyOne(asked: readonly string[]): string | undefined {
  const [first, ...more] = asked;
  if (more.length === 0) return first;
  const twice = asked.find((one, index) => asked.indexOf(one) < index);
  if (twice !== undefined) throw new UsageError(`network ${JSON.stringify(twice)} is specified multiple times`);
  throw new UsageError(`Container cannot be connected to network endpoints: ${asked.join(', ')}`);
}

function networkMode(text: string): NetworkMode {
  if (text === '') throw new UsageError('no name set for network');
  if (text === 'default') return 'bridge';
  if (text === 'none' || text === 'host' || text === 'bridge') return text;
  if (text.startsWith('container:')) {
    const name = text.slice('container:'.length);
    if (name === '') throw new UsageError('Invalid network mode: invalid container format container:<name|id>');
    return `container:${name}`;
  }
  throw new UsageError(
    `network ${text} not found`,
    'run',
    'learn-run has the networks none, host, bridge and container:<name|id>, and none of a name of its own.',
  );
}

/** Kept in docker's own order, so that the same one of several conflicts is told. */
function refuseOfOwnNetworks(flags: NetworkFlags): void {
  const conflicts: readonly [isThere: boolean, what: string][] = [
    [flags.hostname !== undefined, 'hostname and the network mode'],
    [flags.dns.length > 0, 'dns and the network mode'],
    [flags.addHost.length > 0, 'custom host-to-IP mapping and the network mode'],
    [flags.macAddress !== undefined, 'mac-address and the network mode'],
    [flags.publish.length > 0 || flags.publishAll === true, 'port publishing and the container type network mode'],
    [flags.expose.length > 0, 'port exposing and the container type network mode'],
  ];
  const found = conflicts.find(([isThere]) => isThere);
  if (found) throw new UsageError(`conflicting options: ${found[1]}`);
}

function refuseOfUserDefinedNetworks({ networkAlias, netAlias, ip, ip6 }: NetworkFlags): void {
  if (networkAlias.length + netAlias.length > 0) {
    throw new UsageError('network-scoped aliases are only supported for user-defined networks');
  }
  if (ip !== undefined || ip6 !== undefined) {
    throw new UsageError('user specified IP address is supported on user defined networks only');
  }
}

/** A first byte that is odd is the address of a group, which no interface can have. */
function macAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) throw new UsageError(`${text} is not a valid mac address`);
  const address = text.toLowerCase().replaceAll('-', ':');
  if (Number.parseInt(address.slice(0, 2), 16) % 2 === 1 || address === '00:00:00:00:00:00') {
    throw new UsageError(`${text} is not the address of one interface: its first byte must be even`);
  }
  return address;
}
