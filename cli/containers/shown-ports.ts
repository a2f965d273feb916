import { bracketed, hostAddress, type PublishedPort } from '../../engine/network/ports.ts';

interface Run {
  readonly address: string;
  readonly protocol: string;
  readonly first: number;
  last: number;
}

/**
 * The ports of a container in one line, as docker lists them: first those that have the same number on the host, or are not
 * published, neighbours together; then the others, each with its number there.
 *
 * @param exposed what it listens at: `443/tcp`; what is published as well is shown once
 * @example shownPorts([{ hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, protocol: 'tcp' }], ['443/tcp']) // '443/tcp, 0.0.0.0:8080->80/tcp'
 */
export function shownPorts(published: readonly PublishedPort[], exposed: readonly string[]): string {
  const isMoved = ({ hostPort, containerPort }: PublishedPort) => hostPort !== containerPort;
  const known = new Set(published.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`));
  const single = [
    ...published.filter((port) => !isMoved(port)),
    ...exposed.filter((port) => !known.has(port)).map(unpublished),
  ];
  const moved = published
    .filter(isMoved)
    .toSorted(inOrder)
    .map((port) => `${hostAddress(port)}->${port.containerPort}/${port.protocol}`);
  return [...runsOf(single.toSorted(inOrder)).map(runText), ...moved].join(', ');
}

type Port = Pick<PublishedPort, 'containerPort' | 'hostIp'> & { readonly protocol: string };

function unpublished(text: string): Port {
  const [number, protocol = 'tcp'] = text.split('/');
  return { containerPort: Number(number), hostIp: '', protocol };
}

const inOrder = (one: Port, other: Port) =>
  one.containerPort - other.containerPort ||
  compared(one.hostIp, other.hostIp) ||
  compared(one.protocol, other.protocol);

/** By their bytes, in whatever language somebody reads: 0.0.0.0 is before ::. */
const compared = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/** Neighbours of one address and protocol, in the order of the first of each. */
function runsOf(ports: readonly Port[]): Run[] {
  const runs: Run[] = [];
  for (const { containerPort, hostIp: address, protocol } of ports) {
    const before = runs.findLast((run) => run.address === address && run.protocol === protocol);
    if (before?.last === containerPort - 1) before.last = containerPort;
    else runs.push({ address, protocol, first: containerPort, last: containerPort });
  }
  return runs;
}

function runText({ address, protocol, first, last }: Run): string {
  const numbers = first === last ? String(first) : `${first}-${last}`;
  return address === '' ? `${numbers}/${protocol}` : `${bracketed(address)}:${numbers}->${numbers}/${protocol}`;
}
