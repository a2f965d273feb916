import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenPorts, openPorts } from '../../../engine/network/host-ports.ts';
import type { PortRequest } from '../../../engine/network/ports.ts';

/** In the place of a container: it says in capitals what it was told, once it has been told all. */
let container: Server;
let containerPort: number;
let open: OpenPorts | undefined;

beforeEach(async () => {
  container = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    void text(socket).then((words) => socket.end(words.toUpperCase()));
  });
  container.listen(0, '127.0.0.1');
  await once(container, 'listening');
  containerPort = (container.address() as { port: number }).port;
});
afterEach(async () => {
  await open?.close();
  open = undefined;
  container.close();
});

const request = (options: Partial<PortRequest> = {}): PortRequest => ({
  protocol: 'tcp',
  containerPort,
  hostIp: '127.0.0.1',
  hostPorts: undefined,
  ...options,
});
const publish = async (...requests: PortRequest[]) => {
  open = await openPorts(requests, '127.0.0.1', []);
  return open.ports;
};
const say = async (host: string, port: number, words: string) => {
  const socket = connect({ host, port, allowHalfOpen: true });
  socket.end(words);
  return text(socket);
};

describe('a published port', () => {
  it('carries both ways, and the end of each side by itself', async () => {
    const [port] = await publish(request());
    expect(await say('127.0.0.1', port!.hostPort, 'hello')).toBe('HELLO');
  });

  it('carries more than fits into any buffer', async () => {
    const [port] = await publish(request());
    const much = 'x'.repeat(8 * 1024 * 1024);
    expect((await say('127.0.0.1', port!.hostPort, much)).length).toBe(much.length);
  });

  it('is the same number on IPv4 and IPv6 where no address is named', async () => {
    const ports = await publish(request({ hostIp: '' }));
    expect(new Set(ports.map(({ hostPort }) => hostPort)).size).toBe(1);
    for (const { hostIp, hostPort } of ports) {
      expect(await say(hostIp === '::' ? '::1' : '127.0.0.1', hostPort, 'six')).toBe('SIX');
    }
  });

  it('closes the connection where nobody listens in the container', async () => {
    const [port] = await publish(request({ containerPort: 1 }));
    const socket = connect(port!.hostPort, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'close');
  });

  it('carries datagrams, and the answers to whoever has asked', async () => {
    const echo = createSocket('udp4', (message, from) =>
      echo.send(`re: ${message.toString()}`, from.port, from.address),
    );
    echo.bind(0, '127.0.0.1');
    await once(echo, 'listening');
    const [port] = await publish(request({ protocol: 'udp', containerPort: echo.address().port }));
    const callers = [createSocket('udp4'), createSocket('udp4')];
    for (const [index, caller] of callers.entries()) {
      caller.send(`caller ${index}`, port!.hostPort, '127.0.0.1');
      const [answer] = await once(caller, 'message');
      expect(String(answer)).toBe(`re: caller ${index}`);
      caller.close();
    }
    echo.close();
  });

  it('is free again when it is closed', async () => {
    const [port] = await publish(request());
    await open!.close();
    expect(await publish(request({ hostPorts: { first: port!.hostPort, last: port!.hostPort } }))).toEqual([port]);
  });
});

describe('a port that is taken', () => {
  it('is refused in docker’s words where a container has it', async () => {
    const taken = { protocol: 'tcp', containerPort: 80, hostIp: '0.0.0.0', hostPort: 8080 } as const;
    const wanted = request({ hostPorts: { first: 8080, last: 8080 } });
    await expect(openPorts([wanted], '127.0.0.1', [taken])).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: 'Bind for 127.0.0.1:8080 failed: port is already allocated',
    });
  });

  it('is refused where another program has it, and nothing else is kept', async () => {
    const busy = { first: containerPort, last: containerPort };
    const [free] = await publish(request());
    await open!.close();
    const first = request({ hostPorts: { first: free!.hostPort, last: free!.hostPort } });
    await expect(openPorts([first, request({ hostPorts: busy })], '127.0.0.1', [])).rejects.toThrow(
      `failed to bind host port for 127.0.0.1:${containerPort}:127.0.0.1:${containerPort}/tcp: address already in use`,
    );
    expect(await publish(first)).toEqual([free]);
  });

  it('is passed over in a range', async () => {
    const [port] = await publish(request({ hostPorts: { first: containerPort, last: containerPort + 20 } }));
    expect(port!.hostPort).toBeGreaterThan(containerPort);
  });

  it('is not there on an address that is not the host’s', async () => {
    await expect(openPorts([request({ hostIp: '192.0.2.250' })], '127.0.0.1', [])).rejects.toThrow(
      'cannot assign requested address',
    );
  });
});
