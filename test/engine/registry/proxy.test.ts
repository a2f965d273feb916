import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { proxyFrom } from '../../../engine/registry/dispatchers.ts';
import { openFixtureRegistry } from '../../fixtures/registry.ts';
import { never, openClient } from '../../fixtures/registry-client.ts';

describe('proxyFrom', () => {
  it('reads the usual variables, the lower-case ones first', () => {
    expect(proxyFrom({ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2', NO_PROXY: 'x' })).toEqual({
      http: '',
      https: 'http://b:2',
      no: 'x',
    });
    expect(proxyFrom({ NO_PROXY: 'x' })).toBeUndefined();
  });
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
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await using client = openClient('registry.invalid', { proxy: { http: url, https: url, no: '' } });
    await expect(client.contact('x', never)).rejects.toMatchObject({ phase: 'proxy', host: 'registry.invalid' });
    expect(asked).toContain('registry.invalid:443');
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('is never asked for loopback', async () => {
    await using registry = await openFixtureRegistry();
    await using client = openClient(registry.host, {
      proxy: { http: 'http://127.0.0.1:1', https: 'http://127.0.0.1:1', no: '' },
    });
    await expect(client.contact('x', never)).resolves.toEqual({ challenge: undefined });
  });
});
