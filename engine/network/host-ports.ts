import { PortUnavailable } from './errors.ts';
import { collide, hostAddress, type PortRequest, type PublishedPort } from './ports.ts';
import { listenTcp } from './tcp-proxy.ts';
import { listenUdp } from './udp-proxy.ts';

export interface ListenAt {
  /** An address of the host. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** A socket that is there already, by its descriptor. */
export interface ListenOn {
  readonly fd: number;
}

/** Where in the container what arrives is carried to. */
export interface ProxyTarget {
  readonly address: string;
  readonly port: number;
}

/** A port of the host that is ours. */
export interface Listener {
  readonly port: number;
  /** True where nobody is being carried to the container. */
  readonly isIdle: boolean;
  /** Gives the port up, and ends what still goes through it; resolves when others can have it. */
  close(): Promise<void>;
}

/** The ports of one container that the host answers on. */
export interface OpenPorts {
  readonly ports: readonly PublishedPort[];
  close(): Promise<void>;
}

/** `::` too, where the host speaks IPv6. */
const EVERYWHERE = ['0.0.0.0', '::'];

/** How often another port is tried, where one that was free for IPv4 is not for IPv6. */
const TRIES = 16;

/**
 * Takes the ports that were asked for, all or none, and carries what comes to them to the container. With them taken,
 * nobody else on the host can have them, whatever rules of the firewall would catch before.
 *
 * @param address of the container
 * @param taken those of other containers
 * @throws PortUnavailable in docker's words
 */
export async function openPorts(
  requests: readonly PortRequest[],
  address: string,
  taken: readonly PublishedPort[],
): Promise<OpenPorts> {
  const opened: Opened = [];
  const close = () => closeAll(opened);
  try {
    for (const request of requests) {
      const known = [...taken, ...opened.map(({ port }) => port)];
      opened.push(...(await openAny(request, address, known)));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ports: opened.map(({ port }) => port), close };
}

type Opened = { port: PublishedPort; listener: Listener }[];

async function closeAll(opened: Opened): Promise<void> {
  await Promise.all(opened.map(({ listener }) => listener.close()));
}

/** The first port of the range that can be had; docker tells about the last one that could not. */
async function openAny(request: PortRequest, address: string, taken: readonly PublishedPort[]): Promise<Opened> {
  const { first, last } = request.hostPorts ?? { first: 0, last: 0 };
  if (first === 0) return openFree(request, address, taken);
  for (let port = first; ; port += 1) {
    try {
      return await openOne(request, port, address, taken);
    } catch (error) {
      if (port === last || !(error instanceof PortUnavailable)) throw error;
    }
  }
}

/** A port that the kernel gives for the first address may be somebody's on the second. */
async function openFree(request: PortRequest, address: string, taken: readonly PublishedPort[]): Promise<Opened> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await openOne(request, 0, address, taken);
    } catch (error) {
      if (tries === TRIES || !(error instanceof PortUnavailable)) throw error;
    }
  }
}

async function openOne(
  request: PortRequest,
  wanted: number,
  address: string,
  taken: readonly PublishedPort[],
): Promise<Opened> {
  const { protocol, containerPort } = request;
  const opened: Opened = [];
  try {
    for (const hostIp of request.hostIp === '' ? EVERYWHERE : [request.hostIp]) {
      const hostPort = opened[0]?.port.hostPort ?? wanted;
      const port = { protocol, containerPort, hostIp, hostPort };
      refuseTaken(port, taken);
      const listener = await listen(port, address, request.hostIp === '');
      if (listener) opened.push({ port: { ...port, hostPort: listener.port }, listener });
    }
    return opened;
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

function refuseTaken(port: PublishedPort, taken: readonly PublishedPort[]): void {
  if (!taken.some((other) => collide(port, other))) return;
  throw new PortUnavailable(
    port.hostPort,
    `Bind for ${hostAddress(port)} failed: port is already allocated`,
    `Another container is published there. Any free port: -p ${port.containerPort}`,
  );
}

/** Undefined where the host has no IPv6 and nobody has asked for it. */
async function listen(port: PublishedPort, address: string, isOptional: boolean): Promise<Listener | undefined> {
  const { protocol, hostIp, hostPort, containerPort } = port;
  const start = protocol === 'tcp' ? listenTcp : listenUdp;
  try {
    return await start({ host: hostIp, port: hostPort }, { address, port: containerPort });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (isOptional && hostIp === '::' && ['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(code)) return undefined;
    throw unavailable(port, address, code, error);
  }
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EADDRINUSE: ['address already in use', 'Some program listens there: ss -lntup shows which. Or choose another port.'],
  EADDRNOTAVAIL: ['cannot assign requested address', 'The host has no such address: ip address shows those it has.'],
  EACCES: ['permission denied', 'Ports below 1024 are for root: choose a higher one for the host.'],
};

function unavailable(port: PublishedPort, address: string, code: string, cause: unknown): PortUnavailable {
  const [reason, hint] = REASONS[code] ?? [(cause as Error).message, ''];
  const what = `${hostAddress(port)}:${address}:${port.containerPort}/${port.protocol}`;
  return new PortUnavailable(port.hostPort, `failed to bind host port for ${what}: ${reason}`, hint, cause);
}
