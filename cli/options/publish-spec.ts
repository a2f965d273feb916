import { isIP } from 'node:net';
import type { ExposedPorts, PortRequest, Protocol } from '../../engine/network/ports.ts';
import { UsageError } from '../errors.ts';

interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * What `--publish` asks for: `[[ip:][hostPort]:]containerPort[/protocol]`, each port a range as well, or the long way
 * round, `target=80,published=8080,protocol=tcp`.
 *
 * @throws UsageError in docker's words
 */
export function parsePublish(text: string): PortRequest[] {
  const spec = text.includes('=') ? shortForm(text) : text;
  const { ip, host, container } = splitParts(spec);
  const [ports, protocol] = splitProtocol(container);
  const checkedProtocol = protocolOf(protocol);
  const hostIp = hostAddress(ip);
  if (ports === '') throw new UsageError(`no port specified: ${spec}<empty>`);
  const inside = parseRange(ports);
  if (inside === undefined || inside.first === 0) throw new UsageError(`invalid containerPort: ${ports}`);
  const outside = host === '' ? undefined : parseRange(host);
  if (host !== '' && outside === undefined) throw new UsageError(`invalid hostPort: ${host}`);
  const count = lengthOf(inside);
  if (outside && count > 1 && lengthOf(outside) !== count) {
    throw new UsageError(`invalid ranges specified for container and host Ports: ${ports} and ${host}`);
  }
  return Array.from({ length: count }, (_, index) => ({
    protocol: checkedProtocol,
    containerPort: inside.first + index,
    hostIp,
    // Several host ports for one of the container: any of them.
    hostPorts: outside && (count > 1 ? single(outside.first + index) : outside),
  }));
}

/** What `--expose` names: `80`, `7000-7005/udp`. Throws `UsageError` in docker's words. */
export function parseExpose(text: string): ExposedPorts {
  if (text.includes(':')) throw new UsageError(`invalid port format for --expose: ${text}`);
  const [ports, protocol] = splitProtocol(text);
  const range = parseRange(ports);
  if (range === undefined) {
    const [low = '', high = low] = ports.split('-');
    const reason =
      /^\d+$/.test(low) && /^\d+$/.test(high) && Number(high) < Number(low)
        ? `invalid range specified for port: ${ports}`
        : `strconv.ParseUint: parsing "${ports}": invalid syntax`;
    throw new UsageError(`invalid range format for --expose: ${text}, error: ${reason}`);
  }
  return { protocol: protocolOf(protocol), ...range };
}

/** The private port that `learn-run port` is asked about: `80`, `53/udp`. Throws `UsageError` in docker's words. */
export function parsePrivatePort(text: string): { port: number; protocol: string } {
  const [ports, protocol] = splitProtocol(text);
  if (!/^\d+$/.test(ports) || Number(ports) > 65_535) {
    throw new UsageError(
      `invalid port (${ports}): strconv.ParseUint: parsing ${JSON.stringify(ports)}: invalid syntax`,
      'port',
    );
  }
  return { port: Number(ports), protocol };
}

/** `target=80,published=8080` in the short form. */
function shortForm(text: string): string {
  const fields: Record<string, string> = { published: '', target: '', protocol: 'tcp' };
  for (const field of text.split(',')) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (name === undefined) {
      throw new UsageError(`invalid publish opts format (should be name=value but got '${field}')`);
    }
    fields[name] = value!;
  }
  return `${fields.published}:${fields.target}/${fields.protocol}`;
}

/** Everything before the last two colons is the address, which may have colons of its own. */
function splitParts(text: string): { ip: string; host: string; container: string } {
  const parts = text.split(':');
  const container = parts.pop()!;
  const host = parts.pop() ?? '';
  return { ip: parts.join(':'), host, container };
}

function splitProtocol(text: string): [ports: string, protocol: string] {
  const [ports = '', protocol = ''] = text.split('/');
  return [ports, protocol.toLowerCase() || 'tcp'];
}

function protocolOf(text: string): Protocol {
  if (text === 'tcp' || text === 'udp') return text;
  if (text === 'sctp') throw new UsageError('the protocol sctp is not supported: must be tcp or udp');
  throw new UsageError(`invalid proto: ${text}`);
}

function hostAddress(text: string): string {
  if (text === '') return '';
  const address = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) === 0) throw new UsageError(`invalid IP address: ${text}`);
  return address;
}

function parseRange(text: string): Range | undefined {
  const [, low, high = low] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const [first, last] = [Number(low), Number(high)];
  return low !== undefined && first <= last && last <= 65_535 ? { first, last } : undefined;
}

const lengthOf = ({ first, last }: Range) => last - first + 1;
const single = (port: number): Range => ({ first: port, last: port });
