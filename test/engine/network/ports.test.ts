import { describe, expect, it } from 'vitest';
import {
  collide,
  exposedByImage,
  type PublishedPort,
  portLines,
  requestsForAll,
} from '../../../engine/network/ports.ts';

const port = (
  hostIp: string,
  hostPort: number,
  protocol: 'tcp' | 'udp' = 'tcp',
  containerPort = 80,
): PublishedPort => ({
  protocol,
  containerPort,
  hostIp,
  hostPort,
});

describe('published ports', () => {
  it.each([
    [port('0.0.0.0', 80), port('0.0.0.0', 80), true],
    [port('0.0.0.0', 80), port('127.0.0.1', 80), true],
    [port('127.0.0.1', 80), port('127.0.0.2', 80), false],
    [port('0.0.0.0', 80), port('::', 80), false],
    [port('::', 80), port('::1', 80), true],
    [port('0.0.0.0', 80), port('0.0.0.0', 81), false],
    [port('0.0.0.0', 80), port('0.0.0.0', 80, 'udp'), false],
  ])('%j and %j collide: %j', (one, other, isCollision) => {
    expect([collide(one, other), collide(other, one)]).toEqual([isCollision, isCollision]);
  });

  it('are listed as docker lists them', () => {
    const ports = [port('0.0.0.0', 8080), port('::', 8080), port('127.0.0.1', 53, 'udp', 53)];
    expect(portLines(ports)).toEqual(['53/udp -> 127.0.0.1:53', '80/tcp -> 0.0.0.0:8080', '80/tcp -> [::]:8080']);
  });
});

describe('-P', () => {
  it('publishes what is exposed and not published yet, once', () => {
    const exposed = [
      { protocol: 'tcp', first: 80, last: 81 },
      { protocol: 'tcp', first: 81, last: 82 },
      { protocol: 'udp', first: 80, last: 80 },
    ] as const;
    const published = [{ protocol: 'tcp', containerPort: 80, hostIp: '', hostPorts: undefined }] as const;
    const names = requestsForAll(exposed, published).map(
      ({ protocol, containerPort }) => `${containerPort}/${protocol}`,
    );
    expect(names).toEqual(['81/tcp', '82/tcp', '80/udp']);
  });

  it('passes over what an image exposes that is no port', () => {
    const ports = {
      '80': {},
      '53/udp': {},
      '7000-7001/tcp': {},
      'x/tcp': {},
      '0': {},
      '9-8': {},
      '70000': {},
      '80/sctp': {},
    };
    expect(exposedByImage(ports)).toEqual([
      { protocol: 'tcp', first: 80, last: 80 },
      { protocol: 'udp', first: 53, last: 53 },
      { protocol: 'tcp', first: 7000, last: 7001 },
    ]);
  });
});
