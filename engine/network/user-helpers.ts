import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { CONTAINER_INTERFACE } from './bridge-commands.ts';
import { NetworkUnavailable } from './errors.ts';
import { hostAddress, type PublishedPort } from './ports.ts';
import type { Helper } from './user-attachment.ts';

/** The network that a helper pretends to be: four addresses of it mean something. */
export interface UserAddresses {
  /** `10.213.0.0/24` */
  readonly subnet: string;
  readonly gateway: string;
  /** Whoever is asked here is answered by the name server of the host. */
  readonly resolver: string;
  /** The container's own. */
  readonly address: string;
}

const MTU = '65520';
const PASTA_PID = 'pasta.pid';
/** How long somebody may take to listen at a socket that is there. */
const PATIENCE_MS = 10_000;

/**
 * Descriptor of the container's directory in the helper: a path through it fits where an absolute one might not, such as
 * in the 108 bytes of unix(7).
 */
const DIRECTORY_FD = 3;

/** pasta(1): with no way to the loopback of the host, and no ports that nobody asked for. */
export function pastaHelper(program: string, { address, gateway, resolver }: UserAddresses): Helper {
  return {
    name: 'pasta',
    command: (pid, ports) => [
      program,
      '--foreground',
      '--quiet',
      '--config-net',
      '--ipv4-only',
      '--no-map-gw',
      '--address',
      address,
      '--netmask',
      '24',
      '--gateway',
      gateway,
      '--dns-forward',
      resolver,
      '--mtu',
      MTU,
      '--ns-ifname',
      CONTAINER_INTERFACE,
      '--tcp-ns',
      'none',
      '--udp-ns',
      'none',
      ...pastaPorts(
        '--tcp-ports',
        ports.filter(({ protocol }) => protocol === 'tcp'),
      ),
      ...pastaPorts(
        '--udp-ports',
        ports.filter(({ protocol }) => protocol === 'udp'),
      ),
      '--pid',
      PASTA_PID,
      String(pid),
    ],
    // Written when everything stands.
    readyFile: PASTA_PID,
    isReady: (directory) =>
      existsSync(join(directory, PASTA_PID)) && readFileSync(join(directory, PASTA_PID)).length > 0,
    publish: async () => {},
  };
}

function pastaPorts(option: string, ports: readonly PublishedPort[]): string[] {
  if (ports.length === 0) return [option, 'none'];
  return ports.flatMap(({ hostIp, hostPort, containerPort }) => {
    const at = hostIp === '0.0.0.0' ? '' : `${hostIp}/`;
    return [option, `${at}${hostPort}:${containerPort}`];
  });
}

/** slirp4netns(1): sandboxed as podman starts it, and without a way to the loopback of the host. */
export function slirpHelper(program: string, { subnet, address }: UserAddresses): Helper {
  const socket = 'slirp.sock';
  return {
    name: 'slirp4netns',
    command: (pid) => [
      program,
      '--configure',
      `--mtu=${MTU}`,
      `--cidr=${subnet}`,
      '--disable-host-loopback',
      '--enable-sandbox',
      '--enable-seccomp',
      `--api-socket=/proc/self/fd/${DIRECTORY_FD}/${socket}`,
      String(pid),
      CONTAINER_INTERFACE,
    ],
    readyFile: socket,
    isReady: (directory) => existsSync(join(directory, socket)),
    async publish(directoryFd, ports) {
      for (const port of ports) await forward(`/proc/self/fd/${directoryFd}/${socket}`, address, port);
    },
  };
}

/** One request a connection. @see slirp4netns(1) "API socket" */
async function forward(socketPath: string, address: string, port: PublishedPort): Promise<void> {
  const { protocol, hostIp, hostPort, containerPort } = port;
  const request = {
    execute: 'add_hostfwd',
    arguments: {
      proto: protocol,
      host_addr: hostIp,
      host_port: hostPort,
      guest_addr: address,
      guest_port: containerPort,
    },
  };
  const socket = await connectWhenOpen(socketPath);
  socket.end(JSON.stringify(request));
  const answer = await text(socket);
  if (!answer.includes('"error"')) return;
  throw new NetworkUnavailable(`slirp4netns does not publish ${hostAddress(port)}: ${answer}`, '');
}

/** bind(2) makes the socket's file, and listen(2) comes a moment later: until then nobody is let in. */
async function connectWhenOpen(path: string): Promise<Socket> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await wait(2)) {
    const socket = connect(path);
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || Date.now() > deadline) throw error;
    }
  }
}
