import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { proxyFor, proxyFrom } from '../../../engine/registry/proxy.ts';
import { Authority } from '../../fixtures/certificates.ts';
import { whyNo } from '../../fixtures/programs.ts';
import { openFixtureRegistry } from '../../fixtures/registry.ts';
import { never, openClient } from '../../fixtures/registry-client.ts';

const whyNoOpenssl = whyNo('openssl', 'openssl');
const portOf = (server: Server) => (server.address() as AddressInfo).port;

describe('proxyFrom', () => {
  it('reads the usual variables, those in capitals first, as docker does', () => {
    expect(proxyFrom({ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2', no_proxy: 'x' })).toEqual({
      http: '',
      https: 'http://a:1',
      no: 'x',
    });
    expect(proxyFrom({ HTTPS_PROXY: '', https_proxy: 'http://b:2' })?.https).toBe('http://b:2');
    expect(proxyFrom({ NO_PROXY: 'x' })).toBeUndefined();
  });
});

describe('proxyFor', () => {
  const PROXY = 'http://proxy.example:3128';
  const through = (url: string, no = '') => proxyFor(new URL(url), { http: PROXY, https: PROXY, no })?.href;

  it('takes the proxy for the scheme, and no other', () => {
    const both = { http: 'http://plain', https: 'http://secure', no: '' };
    expect(proxyFor(new URL('https://r.example'), both)?.host).toBe('secure');
    expect(proxyFor(new URL('http://r.example'), both)?.host).toBe('plain');
    expect(proxyFor(new URL('https://r.example'), { ...both, https: '' })).toBeUndefined();
  });

  it.each(['http://localhost:5000', 'https://127.1.2.3', 'https://[::1]:5000'])('lets %s be asked directly', (url) => {
    expect(through(url)).toBeUndefined();
  });

  // The table of Go's httpproxy, in which this machine is called example.com and so on.
  it.each([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://foo.example.com', true],
    ['example.com', 'https://fooexample.com', false],
    ['example.com', 'https://example.com:8080', true],
    ['example.com:80', 'https://example.com', false],
    ['example.com:443', 'https://example.com', true],
    ['.example.com', 'https://example.com', false],
    ['.example.com', 'https://foo.example.com', true],
    ['*.example.com', 'https://foo.example.com', true],
    ['*.example.com', 'https://example.com', false],
    ['EXAMPLE.com', 'https://example.COM', true],
    ['a, , example.com ,b', 'https://example.com', true],
    ['*', 'https://anything.test', true],
    ['192.0.2.1', 'https://192.0.2.1', true],
    ['192.0.2.1:5000', 'https://192.0.2.1', false],
    ['192.0.2.1:5000', 'https://192.0.2.1:5000', true],
    ['192.0.2.0/24', 'https://192.0.2.77', true],
    ['192.0.2.0/24', 'https://192.0.3.77', false],
    ['192.0.2.0/33', 'https://192.0.2.1', false],
    ['2001:db8::1', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]:5000', 'https://[2001:db8::1]', false],
    ['2001:db8::/32', 'https://[2001:db8:1::7]', true],
    ['2001:db8::/32', 'https://192.0.2.1', false],
    ['192.0.2.1', 'https://example.com', false],
    [':80', 'https://example.com', false],
  ])('with NO_PROXY=%s lets %s be asked directly: %s', (no, url, isDirect) => {
    expect(through(url, no) === undefined).toBe(isDirect);
  });

  it('takes an address without a scheme for one of HTTP', () => {
    const proxy = { http: '', https: 'proxy.example:3128', no: '' };
    expect(proxyFor(new URL('https://r.example'), proxy)?.href).toBe('http://proxy.example:3128/');
  });

  it.each(['http://', 'ftp://user:S3CRET@proxy:1', 'not a host'])(
    'names the proxy %j as the trouble, not its password',
    (https) => {
      const error = (() => {
        try {
          return proxyFor(new URL('https://r.example'), { http: '', https, no: '' });
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toMatchObject({ phase: 'proxy', message: expect.stringContaining('invalid proxy address') });
      expect((error as Error).message).not.toContain('S3CRET');
    },
  );
});

describe('a proxy', () => {
  it('is asked for hosts elsewhere, and named as the phase when it refuses', async () => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url!);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const url = `http://127.0.0.1:${portOf(proxy)}`;
    await using client = openClient('registry.invalid', { proxy: { http: url, https: url, no: '' } });
    await expect(client.contact('x', never)).rejects.toMatchObject({
      phase: 'proxy',
      host: 'registry.invalid',
      message: expect.stringContaining('Proxy Authentication Required (407)'),
      hint: expect.stringContaining('USER:PASSWORD'),
    });
    expect(asked).toContain('registry.invalid:443');
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('is named where it cannot be reached itself, and not the registry', async () => {
    const proxy = { http: '', https: 'http://127.0.0.1:1', no: '' };
    await using client = openClient('registry.invalid', { proxy });
    await expect(client.contact('x', never)).rejects.toMatchObject({
      phase: 'proxy',
      message: expect.stringContaining('proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused'),
    });
  });

  it.skipIf(whyNoOpenssl)(
    `carries TLS from end to end, and learns its own password only${whyNoOpenssl ? `: ${whyNoOpenssl}` : ''}`,
    async () => {
      using authority = new Authority();
      const { certificate: cert, key } = authority.issue('DNS:registry.example');
      const headers: unknown[] = [];
      const registry = createTlsServer({ cert, key }, (request, response) => {
        headers.push(request.headers);
        response.end('{}');
      });
      const asked: (string | undefined)[] = [];
      const proxy = createServer().on('connect', (request, socket) => {
        asked.push(request.url, request.headers['proxy-authorization']);
        const upstream = connect(portOf(registry), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          upstream.pipe(socket).pipe(upstream);
        });
        for (const end of [socket, upstream]) end.on('error', () => end.destroy());
      });
      for (const server of [registry, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
      const url = `http://user:p%40ss@127.0.0.1:${portOf(proxy)}`;
      const client = openClient('registry.example', {
        proxy: { http: '', https: url, no: '' },
        certificates: { authorities: [authority.certificate], clients: [] },
      });
      await expect(client.contact('x', never)).resolves.toEqual({ challenge: undefined });
      await client.close();
      expect(asked).toEqual(['registry.example:443', `Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
      expect(headers).toEqual([expect.not.objectContaining({ 'proxy-authorization': expect.anything() })]);
      for (const server of [registry, proxy]) server.close();
    },
  );

  it('is never asked for loopback', async () => {
    await using registry = await openFixtureRegistry();
    await using client = openClient(registry.host, {
      proxy: { http: 'http://127.0.0.1:1', https: 'http://127.0.0.1:1', no: '' },
    });
    await expect(client.contact('x', never)).resolves.toEqual({ challenge: undefined });
  });
});
