import { describe, expect, it } from 'vitest';
import { UnsafeAddress } from '../../../engine/registry/errors.ts';
import { isTransient, networkError } from '../../../engine/registry/network-error.ts';
import { openFixtureRegistry } from '../../fixtures/registry.ts';
import { never, openClient } from '../../fixtures/registry-client.ts';

const URL_ASKED = new URL('https://user:SECRET@r.example/v2/?sig=SECRET');
const failure = (code: string, fields: object = {}) => Object.assign(new Error('low level'), { code }, fields);
const asked = { url: URL_ASKED, proxy: undefined, waitedMs: 10_004 };
const mapped = (error: unknown) => networkError(error, asked) as Error;

describe('networkError', () => {
  it.each([
    ['ENOTFOUND', 'DNS', 'dial tcp: lookup r.example: no such host'],
    ['ECONNREFUSED', 'connect', 'dial tcp 1.2.3.4:443: connect: connection refused'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'connect: i/o timeout (no TLS connection within 10 s)'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', 'timeout awaiting response headers (no answer within 10 s)'],
    ['CERT_HAS_EXPIRED', 'TLS', 'CERT_HAS_EXPIRED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS', 'low level'],
    ['ECONNRESET', 'transfer', 'connection reset by peer'],
  ])('files %s under %s', (code, phase, words) => {
    const error = mapped(failure(code, { address: '1.2.3.4', port: 443 }));
    expect(error).toMatchObject({
      name: 'RegistryUnreachable',
      phase,
      host: 'r.example',
      message: expect.stringContaining(words),
    });
    expect(error.message).not.toContain('SECRET');
  });

  it('says of a proxy that cannot be reached that it is the proxy', () => {
    const proxy = new URL('http://user:SECRET@proxy.example:3128');
    const through = (code: string) =>
      networkError(failure(code, { address: '1.2.3.4', port: 3128 }), { ...asked, proxy });
    expect(through('ENOTFOUND')).toMatchObject({
      phase: 'proxy',
      message: expect.stringContaining('proxyconnect tcp: dial tcp: lookup proxy.example: no such host'),
      hint: expect.stringContaining('Is the proxy proxy.example:3128 right'),
    });
    expect(through('ECONNREFUSED')).toMatchObject({ phase: 'proxy', hint: expect.not.stringContaining('SECRET') });
    expect(through('ECONNRESET')).toMatchObject({ phase: 'transfer' });
    expect(through('UND_ERR_HEADERS_TIMEOUT')).toMatchObject({
      phase: 'timeout',
      message: expect.stringContaining('(no answer within 10 s, through the proxy proxy.example:3128)'),
    });
  });

  it('gives nobody advice on how Node is started', () => {
    const message =
      'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca';
    const error = mapped(Object.assign(new Error(message), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }));
    expect(error.message).toMatch(/: tls: self-signed certificate \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/);
  });

  it('takes a connection that dies while it is read from for a broken one', () => {
    expect(mapped(failure('ETIMEDOUT', { syscall: 'connect' }))).toMatchObject({ phase: 'timeout' });
    expect(mapped(failure('ETIMEDOUT', { syscall: 'read' }))).toMatchObject({ phase: 'transfer' });
  });

  it('tells the last of several attempts, and keeps an error of our own', () => {
    const both = new AggregateError([failure('ENETUNREACH'), failure('ECONNREFUSED')]);
    expect(mapped(both)).toMatchObject({ phase: 'connect', message: expect.stringContaining('refused') });
    const ours = new UnsafeAddress('host', 'h', 'reason');
    expect(mapped(ours)).toBe(ours);
  });

  it('says so when a registry speaks HTTP where TLS was wanted', async () => {
    await using registry = await openFixtureRegistry();
    await using client = openClient(registry.host, { isPlainHttp: false });
    await expect(client.contact('x', never)).rejects.toMatchObject({
      phase: 'TLS',
      message: expect.stringContaining('http: server gave HTTP response to HTTPS client'),
      hint: expect.stringContaining('Only a registry on this machine is asked without TLS'),
    });
  });
});

describe('isTransient', () => {
  it.each([
    ['ECONNRESET', true],
    ['EAI_AGAIN', false],
    ['UND_ERR_HEADERS_TIMEOUT', false],
    ['UND_ERR_CONNECT_TIMEOUT', false],
    ['ENOTFOUND', false],
    ['ECONNREFUSED', false],
    ['CERT_HAS_EXPIRED', false],
  ])('%s: %s', (code, expected) => expect(isTransient(mapped(failure(code)))).toBe(expected));
});
