import { describe, expect, it } from 'vitest';
import { parseExpose, parsePrivatePort, parsePublish } from '../../../cli/options/publish-spec.ts';
import fc from '../../fixtures/properties.ts';

const one = (containerPort: number, options: object = {}) => ({
  protocol: 'tcp',
  containerPort,
  hostIp: '',
  hostPorts: undefined,
  ...options,
});
const at = (first: number, last = first) => ({ first, last });

describe('--publish', () => {
  it.each([
    ['80', [one(80)]],
    [':80', [one(80)]],
    ['8080:80', [one(80, { hostPorts: at(8080) })]],
    ['0:80', [one(80, { hostPorts: at(0) })]],
    ['8080:80/udp', [one(80, { hostPorts: at(8080), protocol: 'udp' })]],
    ['8080:80/TCP', [one(80, { hostPorts: at(8080) })]],
    ['127.0.0.1:8080:80', [one(80, { hostIp: '127.0.0.1', hostPorts: at(8080) })]],
    ['127.0.0.1::80', [one(80, { hostIp: '127.0.0.1' })]],
    ['[::1]:8080:80', [one(80, { hostIp: '::1', hostPorts: at(8080) })]],
    ['::1:8080:80', [one(80, { hostIp: '::1', hostPorts: at(8080) })]],
    ['8080-8081:80', [one(80, { hostPorts: at(8080, 8081) })]],
    ['8080-8081:80-81', [one(80, { hostPorts: at(8080) }), one(81, { hostPorts: at(8081) })]],
    ['80-81', [one(80), one(81)]],
    ['target=80,published=8080,protocol=udp', [one(80, { hostPorts: at(8080), protocol: 'udp' })]],
    ['target=80', [one(80)]],
  ])('%s', (text, ports) => {
    expect(parsePublish(text)).toEqual(ports);
  });

  it.each([
    ['abc', 'invalid containerPort: abc'],
    ['99999', 'invalid containerPort: 99999'],
    ['81-80', 'invalid containerPort: 81-80'],
    ['80:', 'no port specified: 80:<empty>'],
    ['', 'no port specified: <empty>'],
    ['x:80', 'invalid hostPort: x'],
    ['127.0.0.1:80', 'invalid hostPort: 127.0.0.1'],
    ['localhost:80:80', 'invalid IP address: localhost'],
    ['80:80:80:80', 'invalid IP address: 80:80'],
    ['80/icmp', 'invalid proto: icmp'],
    ['80/sctp', 'the protocol sctp is not supported'],
    ['8080-8081:80-82', 'invalid ranges specified for container and host Ports: 80-82 and 8080-8081'],
    ['target=80,x', "invalid publish opts format (should be name=value but got 'x')"],
    ['target=x', 'invalid containerPort: x'],
  ])('refuses %j as docker does', (text, message) => {
    expect(() => parsePublish(text)).toThrow(message);
  });

  it('takes any text for a port or refuses it, and never leaves the range of ports', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9:\-/a-z.[\]=,]{0,24}$/), (text) => {
        try {
          for (const { containerPort, hostPorts } of parsePublish(text)) {
            expect(containerPort).toBeGreaterThan(0);
            expect(containerPort).toBeLessThan(65_536);
            if (hostPorts) expect(hostPorts.last).toBeLessThan(65_536);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'USAGE' });
        }
      }),
    ));
});

describe('--expose', () => {
  it('reads ports and ranges', () => {
    expect(parseExpose('80')).toEqual({ protocol: 'tcp', first: 80, last: 80 });
    expect(parseExpose('7000-7005/udp')).toEqual({ protocol: 'udp', first: 7000, last: 7005 });
  });

  it.each([
    ['80-70', 'invalid range format for --expose: 80-70, error: invalid range specified for port: 80-70'],
    ['x', 'invalid range format for --expose: x, error: strconv.ParseUint: parsing "x": invalid syntax'],
    ['1:2', 'invalid port format for --expose: 1:2'],
  ])('refuses %s as docker does', (text, message) => {
    expect(() => parseExpose(text)).toThrow(message);
  });
});

describe('the port that is asked about', () => {
  it('may have a protocol', () => {
    expect(parsePrivatePort('80')).toEqual({ port: 80, protocol: 'tcp' });
    expect(parsePrivatePort('53/udp')).toEqual({ port: 53, protocol: 'udp' });
    expect(() => parsePrivatePort('x')).toThrow('invalid port (x)');
  });
});
