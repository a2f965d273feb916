import { describe, expect, it } from 'vitest';
import { shownPorts } from '../../../cli/containers/shown-ports.ts';

const published = (hostPort: number, containerPort: number, hostIp = '0.0.0.0', protocol: 'tcp' | 'udp' = 'tcp') => ({
  hostPort,
  containerPort,
  hostIp,
  protocol,
});

describe('the ports of a container in a list', () => {
  it.each([
    ['none', [], [], ''],
    ['one on another port of the host', [published(8080, 80)], [], '0.0.0.0:8080->80/tcp'],
    ['IPv6', [published(8080, 80), published(8080, 80, '::')], [], '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp'],
    ['what is only exposed', [], ['80/tcp', '53/udp'], '53/udp, 80/tcp'],
    [
      'what is exposed beside what is published',
      [published(8080, 80)],
      ['80/tcp', '443/tcp'],
      '443/tcp, 0.0.0.0:8080->80/tcp',
    ],
    ['neighbours', [], ['82/tcp', '80/tcp', '81/tcp', '81/udp', '90/tcp'], '80-82/tcp, 81/udp, 90/tcp'],
    [
      'neighbours with the same numbers on the host',
      [80, 81].map((port) => published(port, port)),
      [],
      '0.0.0.0:80-81->80-81/tcp',
    ],
    [
      'neighbours with others there',
      [80, 81].map((port) => published(port + 8000, port)),
      [],
      '0.0.0.0:8080->80/tcp, 0.0.0.0:8081->81/tcp',
    ],
  ])('are shown as docker does: %s', (_, ports, exposed, shown) => {
    expect(shownPorts(ports, exposed)).toBe(shown);
  });
});
