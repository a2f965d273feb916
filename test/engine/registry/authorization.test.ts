import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Credentials } from '../../../engine/registry/credentials.ts';
import { PullAccessDenied, RegistryProtocolError, UnsafeAddress } from '../../../engine/registry/errors.ts';
import type { Exchange } from '../../../engine/registry/exchange.ts';
import {
  addImage,
  demand,
  type FixtureRegistry,
  type Origin,
  openFixtureRegistry,
  openOrigin,
  reply,
} from '../../fixtures/registry.ts';
import { collect, never, openClient } from '../../fixtures/registry-client.ts';

const PASSWORD: Credentials = { kind: 'password', username: 'ada', password: 'TOP-SECRET' };
const BASIC = `Basic ${Buffer.from('ada:TOP-SECRET').toString('base64')}`;

let registry: FixtureRegistry;
let attacker: Origin;
let exchanges: Exchange[];
let tokens: Set<string>;
beforeEach(async () => {
  [registry, attacker] = [await openFixtureRegistry(), await openOrigin()];
  addImage(registry, 'latest', Buffer.from('layer'));
  exchanges = [];
  tokens = new Set();
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  await attacker[Symbol.asyncDispose]();
});

const open = (credentials?: Credentials) =>
  openClient(registry.host, {
    credentials: async () => credentials,
    onExchange: (exchange) => exchanges.push(exchange),
  });

/** The registry demands tokens, and hands them out itself, numbered, at /token. */
function demandTokens(answer = (token: string) => JSON.stringify({ token })) {
  registry.on(demand(`Bearer realm="${registry.url}/token",service="here",scope="repository:other:push"`, tokens));
  registry.on((_request, response, { path }) => {
    if (!path.startsWith('/token')) return false;
    const token = `token-${tokens.size}`;
    tokens.add(token);
    return response.end(answer(token));
  });
}

const challengeWith = (realm: string) => registry.on(demand(`Bearer realm="${realm}"`, new Set()));
const fetchLatest = async (credentials?: Credentials) => {
  await using client = open(credentials);
  return await client.fetchManifest('x', 'latest', never);
};
const secretsSeen = (origin: Origin) => origin.asked.filter(({ headers }) => headers.authorization ?? headers.cookie);

describe('authorization', () => {
  it('contacts, authorizes and fetches, as the pull chart asks for it', async () => {
    demandTokens();
    await using client = open();
    const { challenge } = await client.contact('x', never);
    await client.authorize(challenge!, 'x', never);
    await client.fetchManifest('x', 'latest', never);
    expect(registry.asked.map(({ path }) => path.split('?')[0])).toEqual(['/v2/', '/token', '/v2/x/manifests/latest']);
  });

  it('needs none where the registry asks for none', async () => {
    await using client = open();
    expect(await client.contact('x', never)).toEqual({ challenge: undefined });
  });

  it('asks for its own scope, whatever the challenge suggests', async () => {
    demandTokens();
    await fetchLatest();
    const asked = new URL(registry.asked.find(({ path }) => path.startsWith('/token'))!.path, registry.url);
    expect(Object.fromEntries(asked.searchParams)).toEqual({ service: 'here', scope: 'repository:x:pull' });
  });

  it('sends the password to the token server, and only the token to the registry', async () => {
    demandTokens();
    await fetchLatest(PASSWORD);
    const seen = registry.asked.map(({ headers }) => headers.authorization);
    expect(seen).toEqual([undefined, BASIC, 'Bearer token-0']);
  });

  it('trades an identity token by POST', async () => {
    demandTokens((token) => JSON.stringify({ access_token: token }));
    await fetchLatest({ kind: 'identityToken', token: 'REFRESH-SECRET' });
    const asked = registry.asked.find(({ path }) => path.startsWith('/token'))!;
    expect(asked.method).toBe('POST');
    expect(new URLSearchParams(asked.body).get('refresh_token')).toBe('REFRESH-SECRET');
    expect(JSON.stringify(exchanges)).not.toContain('REFRESH-SECRET');
  });

  it('answers Basic with the password, and without one says that login is needed', async () => {
    registry.on(({ headers }, response) =>
      headers.authorization === BASIC
        ? false
        : response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    );
    await expect(fetchLatest(PASSWORD)).resolves.toBeDefined();
    await expect(fetchLatest()).rejects.toThrow(/^pull access denied for .*\/x, .*no basic auth credentials$/);
  });

  it('fetches a new token when the old one has run out', async () => {
    demandTokens();
    await using client = open();
    await client.fetchManifest('x', 'latest', never);
    tokens.delete('token-0');
    tokens.add('filler');
    await expect(client.fetchManifest('x', 'latest', never)).resolves.toBeDefined();
  });

  it('stops after two rounds when no token is ever good enough', async () => {
    demandTokens((token) => {
      tokens.delete(token);
      return JSON.stringify({ token });
    });
    await expect(fetchLatest()).rejects.toThrow(PullAccessDenied);
    expect(registry.asked.filter(({ path }) => path.startsWith('/token'))).toHaveLength(2);
  });

  it('denies with the words of docker', async () => {
    registry.on(
      reply(401, {}, '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}'),
    );
    await expect(fetchLatest()).rejects.toThrow(
      `pull access denied for ${registry.host}/x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  });

  it.each(['Digest realm="x"', 'Bearer', 'Bearer realm="unterminated', '"""', ','])(
    'denies a challenge like %s without a crash',
    async (header) => {
      registry.on(reply(401, { 'www-authenticate': header }));
      await expect(fetchLatest(PASSWORD)).rejects.toThrow(PullAccessDenied);
    },
  );

  it.each(['{}', '<html>', '[]', 'null', '{"token":7}', '{"token":"a\\r\\nX-Evil: 1"}'])(
    'refuses the token answer %s',
    async (body) => {
      demandTokens(() => body);
      await expect(fetchLatest()).rejects.toThrow(RegistryProtocolError);
    },
  );

  it('reads no more than 64 KiB of a token', async () => {
    demandTokens(() => 'x'.repeat(70_000));
    await expect(fetchLatest()).rejects.toThrow('larger than the limit of 65536 bytes');
  });
});

describe('a hostile realm', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]:9/',
    'http://0.0.0.0:9/',
    'http://2130706433:9/',
    'http://0x7f.1:9/',
    'http://10.0.0.1/',
    'https://[::]/',
    'https://localhost:9/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'https://user:pass@example.com/',
  ])('at %s is refused before anything is sent', async (realm) => {
    challengeWith(realm);
    await expect(fetchLatest(PASSWORD)).rejects.toThrow(UnsafeAddress);
    expect(exchanges.every(({ url }) => url.startsWith(registry.url))).toBe(true);
  });

  it('on another port of the same host is sent nothing', async () => {
    challengeWith(`${attacker.url}/token`);
    await expect(fetchLatest(PASSWORD)).rejects.toThrow(UnsafeAddress);
    expect(attacker.asked).toEqual([]);
  });

  it('on an unrelated public host is not sent the password', async () => {
    challengeWith('https://evil.example/token');
    const error = (await fetchLatest(PASSWORD).catch((thrown: Error) => thrown)) as Error;
    expect(error).toBeInstanceOf(UnsafeAddress);
    expect(error.message).not.toContain('SECRET');
  });

  it('that redirects to another host is refused', async () => {
    challengeWith(`${registry.url}/token`);
    registry.on((_request, response, { path }) =>
      path.startsWith('/token') ? response.writeHead(307, { location: `${attacker.url}/steal` }).end() : false,
    );
    await expect(fetchLatest(PASSWORD)).rejects.toThrow(UnsafeAddress);
    expect(attacker.asked).toEqual([]);
  });
});

describe('a redirect', () => {
  const redirectBlobs = (location: string, status = 307) =>
    registry.on((request, response, { path }) =>
      path.includes('/blobs/') && request.headers.authorization
        ? response.writeHead(status, { location }).end()
        : false,
    );
  const fetchBlob = async () => {
    await using client = open();
    const { layer } = addImage(registry, 'latest', Buffer.from('layer'));
    return await collect(client.openBlob('x', layer, { signal: never }));
  };

  it.each([301, 302, 303, 307, 308])('with status %d to another port is followed without the token', async (status) => {
    demandTokens();
    redirectBlobs(`${attacker.url}/storage?sig=SIGNATURE`, status);
    attacker.on(reply(200, {}, 'layer'));
    expect((await fetchBlob()).toString()).toBe('layer');
    expect(attacker.asked).toHaveLength(1);
    expect(secretsSeen(attacker)).toEqual([]);
    expect(JSON.stringify(exchanges)).not.toMatch(/SIGNATURE|token-0/);
  });

  it('to a host that answers 401 does not get the token either', async () => {
    demandTokens();
    redirectBlobs(`${attacker.url}/storage`);
    attacker.on(reply(401, { 'www-authenticate': `Bearer realm="${registry.url}/token"` }));
    await expect(fetchBlob()).rejects.toMatchObject({ name: 'UnexpectedStatus', status: 401 });
    expect(secretsSeen(attacker)).toEqual([]);
    expect(attacker.asked).toHaveLength(1);
  });

  it('that comes back to the registry comes back without the token', async () => {
    demandTokens();
    redirectBlobs(`${attacker.url}/bounce`);
    attacker.on(reply(302, { location: `${registry.url}/v2/private/blobs/sha256:0` }));
    await expect(fetchBlob()).rejects.toMatchObject({ status: 401 });
    expect(registry.asked.at(-1)!.headers.authorization).toBeUndefined();
  });

  it('within the registry keeps the token, also from a relative Location', async () => {
    demandTokens();
    registry.on((request, response, { path }) => {
      if (!request.headers.authorization || !path.includes('/blobs/')) return false;
      return response.writeHead(302, { location: '/elsewhere' }).end();
    });
    registry.once('/elsewhere', reply(200, {}, 'layer'));
    expect((await fetchBlob()).toString()).toBe('layer');
    expect(registry.asked.at(-1)!.headers.authorization).toBe('Bearer token-0');
  });

  it.each(['', 'javascript:alert(1)', 'file:///etc/passwd', 'http://user:pw@127.0.0.1/', 'http://['])(
    'to %j is refused',
    async (location) => {
      demandTokens();
      redirectBlobs(location);
      await expect(fetchBlob()).rejects.toThrow(/refused redirect|without a usable Location/);
    },
  );

  it('that goes round in circles ends after ten hops', async () => {
    registry.on((_request, response, { path }) =>
      path.includes('/manifests/') ? response.writeHead(302, { location: path }).end() : false,
    );
    await expect(fetchLatest()).rejects.toThrow('more than 10 redirects');
    expect(registry.asked).toHaveLength(11);
  });
});

describe('what is reported of an exchange', () => {
  it('has the headers, and no secret', async () => {
    demandTokens();
    await fetchLatest(PASSWORD);
    expect(exchanges.map(({ requestHeaders }) => requestHeaders.authorization)).toEqual([
      undefined,
      'Basic [redacted]',
      'Bearer [redacted]',
    ]);
    expect(exchanges.at(-1)).toMatchObject({
      method: 'GET',
      status: 200,
      error: undefined,
      url: `${registry.url}/v2/x/manifests/latest`,
    });
    expect(exchanges.at(-1)!.bodyBytes).toBeGreaterThan(0);
    expect(JSON.stringify(exchanges)).not.toMatch(/TOP-SECRET|YWRh|token-0/);
  });
});
