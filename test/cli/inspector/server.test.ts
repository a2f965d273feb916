import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Journal } from '../../../cli/inspector/journal.ts';
import { InspectorServer } from '../../../cli/inspector/server.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A server with a journal, and what it was told to decide. */
async function open() {
  const journal = new Journal();
  const decided: string[] = [];
  const pages: number[] = [];
  const server = new InspectorServer({
    journal,
    assets: { '/': { type: 'text/html', body: '<p>page' }, '/page.js': { type: 'text/javascript', body: '1' } },
    drawings: '{"run":{}}',
    decide: (number, decision) => decided.push(`${number} ${decision}`) > 0,
    onPages: (count) => pages.push(count),
  });
  const address = new URL(await server.open());
  onTestFinished(() => server.close());
  const port = Number(address.port);
  const token = address.hash.slice(1);
  const ask = (path: string, { method = 'GET', headers = {}, body = '' } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const own = method === 'POST' ? { origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' } : {};
      request({ host: '127.0.0.1', port, path, method, headers: { ...own, ...headers } }, (response) => {
        const { statusCode, headers } = response;
        text(response).then((body) => resolve({ status: statusCode!, body, headers }), reject);
      })
        .on('error', reject)
        .end(body);
    });
  const signIn = async () => {
    const { body } = await ask('/session', { method: 'POST', body: JSON.stringify({ token }) });
    return { authorization: `Bearer ${(JSON.parse(body) as { key: string }).key}` };
  };
  return { server, journal, decided, pages, address, port, token, ask, signIn };
}

describe('the inspector server', () => {
  it('I01, I02: listens on this machine alone, on a port that differs', async () => {
    const [first, second] = [await open(), await open()];
    expect(first.address.hostname).toBe('127.0.0.1');
    expect(first.port).not.toBe(second.port);
    const other = connect(first.port, '127.0.0.2');
    await expect(once(other, 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it('I03, I04: gives a key for the token, which is long, stands behind the #, and is good once', async () => {
    const { token, address, ask, signIn } = await open();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(address.search).toBe('');
    const wrong = ['', token.slice(1), `${token}x`, token.toUpperCase(), [token], { token }, null, 1];
    for (const one of wrong) {
      const { status } = await ask('/session', { method: 'POST', body: JSON.stringify({ token: one }) });
      expect([one, status]).toEqual([one, 401]);
    }
    expect(await signIn()).toMatchObject({ authorization: expect.stringMatching(/^Bearer [\w-]{43}$/) });
    expect((await ask('/session', { method: 'POST', body: JSON.stringify({ token }) })).status).toBe(401);
  });

  it('I03: tells nothing and takes nothing without the key', async () => {
    const { token, ask, decided, signIn } = await open();
    const { authorization } = await signIn();
    const wrong = [undefined, '', 'Bearer ', `Bearer ${token}`, authorization.slice(0, -1), authorization.slice(7)];
    for (const one of wrong) {
      const headers = one === undefined ? {} : { authorization: one };
      expect((await ask('/news?from=0', { headers })).status).toBe(401);
      expect((await ask('/drawings', { headers })).status).toBe(401);
      const body = JSON.stringify({ number: 1, decision: 'next' });
      expect((await ask('/decision', { method: 'POST', headers, body })).status).toBe(401);
    }
    expect(decided).toEqual([]);
    expect((await ask('/drawings', { headers: { authorization } })).body).toBe('{"run":{}}');
  });

  it('I07: decides by POST alone, with words it knows', async () => {
    const { ask, decided, signIn } = await open();
    const headers = await signIn();
    for (const path of ['/decision', '/decision?number=1&decision=next', '/session']) {
      expect((await ask(path, { headers })).status).toBe(404);
    }
    const nonsense = ['', '{', '[]', 'null', '{"number":"1","decision":"next"}', '{"number":1,"decision":"toString"}'];
    for (const body of [...nonsense, '{"__proto__":{"number":1,"decision":"next"}}'])
      expect([body, (await ask('/decision', { method: 'POST', headers, body })).status]).toEqual([body, 400]);
    const body = JSON.stringify({ number: 7, decision: 'detail' });
    expect((await ask('/decision', { method: 'POST', headers, body })).body).toBe('{"isTaken":true}');
    expect(decided).toEqual(['7 detail']);
  });

  it('I08, I09: every answer forbids frames, foreign scripts and guesses, and allows no other origin', async () => {
    const { ask } = await open();
    const answers = [await ask('/'), await ask('/nothing'), await ask('/', { headers: { host: 'evil.com' } })];
    answers.push(await ask('/', { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } }));
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 403, 403]);
    for (const { headers } of answers) {
      const policy = String(headers['content-security-policy']);
      for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"])
        expect(policy).toContain(part);
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(Object.keys(headers).filter((name) => /^access-control|^set-cookie/.test(name))).toEqual([]);
    }
  });

  it.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/page.js%00',
    '//page.js',
    '/page.js;x',
    '/page.js?raw??',
    '/.\\page.js',
    '/__proto__',
    '/constructor',
    '/news?from=-1',
    '/news?from=0&from=1',
    '/news?from=99999999999',
  ])('I11: has nothing at %s', async (path) => {
    const { ask, signIn } = await open();
    expect((await ask(path, { headers: await signIn() })).status).toBe(404);
  });

  it('I16: reads no more of a request than a page would send', async () => {
    const { ask, port } = await open();
    const long = await ask('/session', { method: 'POST', body: JSON.stringify({ token: 'x'.repeat(5000) }) });
    expect(long.status).toBe(413);
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`);
    await once(socket, 'close');
    expect((await ask('/')).status).toBe(200);
  });

  it('I05: refuses two hosts, and an upgrade, on the wire', async () => {
    const { port } = await open();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.com\r\nConnection: close\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 40[03] /);
    const upgrade = connect(port, '127.0.0.1').on('error', () => {});
    upgrade.write(
      `GET /news?from=0 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    await once(upgrade.resume(), 'close');
  });

  it('I21: tells from any line on what happened, then what happens, and ends when the run does', async () => {
    const { server, journal, ask, signIn } = await open();
    for (const ending of ['a', 'b']) journal.tell({ kind: 'end', ending });
    const headers = await signIn();
    const reading = ask('/news?from=1', { headers });
    journal.tell({ kind: 'end', ending: 'c' });
    await new Promise((resolve) => setImmediate(resolve));
    await expect.poll(() => journal.length).toBe(3);
    const all = ask('/news?from=0', { headers });
    await ask('/');
    await server.close();
    const lines = (body: string) =>
      body
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { sequence: number }).sequence);
    expect(lines((await reading).body)).toEqual([1, 2]);
    expect(lines((await all).body)).toEqual([0, 1, 2]);
  });

  it('I15: follows with so many pages at once, and no more', async () => {
    const { ask, port, pages, signIn } = await open();
    const { authorization } = await signIn();
    const sockets = Array.from({ length: 32 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    for (const socket of sockets)
      socket.write(`GET /news?from=0 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n\r\n`);
    await expect.poll(() => pages.at(-1)).toBe(32);
    expect((await ask('/news?from=0', { headers: { authorization } })).status).toBe(503);
  });
});
