export type Protocol = 'tcp' | 'udp';

/** A port of the container that was asked for on the host, as `-p` or `-P` say it. */
export interface PortRequest {
  readonly protocol: Protocol;
  readonly containerPort: number;
  /** An address of the host; empty for every one, IPv6 included. */
  readonly hostIp: string;
  /** Any one of these; undefined where the host may choose among all that are free. */
  readonly hostPorts: { readonly first: number; readonly last: number } | undefined;
}

/** A port of the container that is answered for on the host. */
export interface PublishedPort {
  readonly protocol: Protocol;
  readonly containerPort: number;
  /** `0.0.0.0` and `::` are every address of the host. */
  readonly hostIp: string;
  readonly hostPort: number;
}

/** A range of ports that the image or `--expose` names. */
export interface ExposedPorts {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** What `-P` stands for: every exposed port that `-p` has not published already, each on a port that the host chooses. */
export function requestsForAll(exposed: readonly ExposedPorts[], published: readonly PortRequest[]): PortRequest[] {
  const known = new Set(published.map(({ protocol, containerPort }) => `${containerPort}/${protocol}`));
  return exposed.flatMap(({ protocol, first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index)
      .filter(
        (containerPort) => !known.has(`${containerPort}/${protocol}`) && known.add(`${containerPort}/${protocol}`),
      )
      .map((containerPort) => ({ protocol, containerPort, hostIp: '', hostPorts: undefined })),
  );
}

/** The ports in an image's ExposedPorts: `80/tcp`, `53/udp`, `7000-7005`. What is none is passed over, as docker does. */
export function exposedByImage(ports: Readonly<Record<string, object>> = {}): ExposedPorts[] {
  return Object.keys(ports).flatMap((text) => {
    const [, low, high = low, protocol = 'tcp'] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/.exec(text) ?? [];
    const [first, last] = [Number(low), Number(high)];
    const isRange = low !== undefined && first > 0 && first <= last && last <= 65_535;
    return isRange ? [{ protocol: protocol as Protocol, first, last }] : [];
  });
}

/** True where both would answer for the same packet. */
export function collide(one: PublishedPort, other: PublishedPort): boolean {
  if (one.protocol !== other.protocol || one.hostPort !== other.hostPort) return false;
  if (one.hostIp === other.hostIp) return true;
  const isIpv6 = (ip: string) => ip.includes(':');
  if (isIpv6(one.hostIp) !== isIpv6(other.hostIp)) return false;
  return [one.hostIp, other.hostIp].some((ip) => ip === '0.0.0.0' || ip === '::');
}

/** An address with a port behind it: `0.0.0.0`, `[::]` */
export const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** `0.0.0.0:8080`, `[::]:8080` */
export function hostAddress({ hostIp, hostPort }: Pick<PublishedPort, 'hostIp' | 'hostPort'>): string {
  return `${bracketed(hostIp)}:${hostPort}`;
}

/** `80/tcp -> 0.0.0.0:8080`, in the order in which docker lists ports. */
export function portLines(ports: readonly PublishedPort[]): string[] {
  return [...ports]
    .sort((one, other) => one.containerPort - other.containerPort || one.protocol.localeCompare(other.protocol))
    .map((port) => `${port.containerPort}/${port.protocol} -> ${hostAddress(port)}`);
}
