import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Journal } from '../../../cli/inspector/journal.ts';
import { InspectorServer, type InspectorServerOptions } from '../../../cli/inspector/server.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

const KNOWN = `sha256:${'a'.repeat(64)}`;
/** News of something that is too large for the story itself. */
const LARGE = {
  kind: 'evidence',
  call: 1,
  evidence: { step: 'startInit', badge: 'REAL', sentence: '', facts: { large: 'x'.repeat(200_000) }, check: [] },
} as const;
const END = { kind: 'end', ending: '', exitCode: 0, error: null } as const;

const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  answerTimeout: 10_000,
};

/** A server with a journal, and what it was told to decide. */
async function open(options: Partial<InspectorServerOptions> = {}) {
  const journal = new Journal();
  const decided: string[] = [];
  const pages: number[] = [];
  const server = new InspectorServer({
    journal,
    assets: { '/': { type: 'text/html', body: '<p>page' }, '/page.js': { type: 'text/javascript', body: '1' } },
    archive: {
      layer: async (digest) => (digest === KNOWN ? '{"files":["hello"]}' : undefined),
      blob: async (digest) => (digest === KNOWN ? Buffer.from('blob') : undefined),
    },
    decide(number, decision) {
      if (number === 500) throw new Error('a secret place in the code');
      return decided.push(`${number} ${decision}`) > 0;
    },
    answer: (number, answer) => decided.push(`${number}: ${answer}`) > 0,
    setBreakpoint: (state, isSet) => decided.push(`${state} ${isSet}`) > 0,
    onPages: (count) => pages.push(count),
    ...options,
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
  const signIn = async (given = token) => {
    const { body } = await ask('/session', { method: 'POST', body: JSON.stringify({ token: given }) });
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
      for (const path of ['/news?from=0', '/document?number=0', `/layer?digest=${KNOWN}`, `/blob?digest=${KNOWN}`])
        expect((await ask(path, { headers })).status).toBe(401);
      for (const path of ['/decision', '/answer', '/breakpoint', '/invitation']) {
        const body = JSON.stringify({ number: 1, decision: 'next', state: 'run.imageCheck', isSet: true });
        expect((await ask(path, { method: 'POST', headers, body })).status).toBe(401);
      }
    }
    expect(decided).toEqual([]);
    expect((await ask(`/blob?digest=${KNOWN}`, { headers: { authorization } })).body).toBe('blob');
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

  it('hands on what answers a question: the place of a choice, digits, or no guess', async () => {
    const { ask, decided, signIn } = await open();
    const headers = await signIn();
    const send = (body: unknown) => ask('/answer', { method: 'POST', headers, body: JSON.stringify(body) });
    for (const answer of [undefined, 0.5, true, {}, ['a']])
      expect([answer, (await send({ number: 1, answer })).status]).toEqual([answer, 400]);
    expect((await send({ number: '1', answer: 0 })).status).toBe(400);
    for (const answer of [0, '12', null]) expect((await send({ number: 1, answer })).body).toBe('{"isTaken":true}');
    expect(decided).toEqual(['1: 0', '1: 12', '1: null']);
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
    '/document?number=-1',
    '/document?number=7',
    '/layer?digest=../../etc/passwd',
    `/layer?digest=sha256:${'b'.repeat(64)}`,
    `/blob?digest=sha256:${'b'.repeat(64)}`,
    `/blob?digest=SHA256:${'a'.repeat(64)}`,
    `/blob?digest=${'a'.repeat(64)}/../x`,
  ])('I11: has nothing at %s', async (path) => {
    const { ask, signIn } = await open();
    expect((await ask(path, { headers: await signIn() })).status).toBe(404);
  });

  it('I04: gives whoever was invited a key of his own, once, with which he watches and cannot drive', async () => {
    const { ask, decided, signIn } = await open();
    const driver = await signIn();
    const { body } = await ask('/invitation', { method: 'POST', headers: driver, body: '{}' });
    const invitation = (JSON.parse(body) as { token: string }).token;
    const watcher = await signIn(invitation);
    const again = await ask('/session', { method: 'POST', body: JSON.stringify({ token: invitation }) });
    expect([watcher.authorization === driver.authorization, again.status]).toEqual([false, 401]);
    expect((await ask(`/layer?digest=${KNOWN}`, { headers: watcher })).body).toBe('{"files":["hello"]}');
    for (const path of ['/decision', '/answer', '/breakpoint', '/invitation']) {
      const message = JSON.stringify({ number: 1, decision: 'next', state: 'run.imageCheck', isSet: true });
      expect([path, (await ask(path, { method: 'POST', headers: watcher, body: message })).status]).toEqual([
        path,
        403,
      ]);
    }
    expect(decided).toEqual([]);
  });

  it('invites only so many', async () => {
    const { ask, signIn } = await open();
    const headers = await signIn();
    const statuses = [];
    for (let window = 0; window < 65; window += 1)
      statuses.push((await ask('/invitation', { method: 'POST', headers, body: '{}' })).status);
    expect(statuses.indexOf(503)).toBe(64);
  });

  it('sets breakpoints for states by name, and takes nothing else for one', async () => {
    const { ask, decided, signIn } = await open();
    const headers = await signIn();
    const set = (body: string) => ask('/breakpoint', { method: 'POST', headers, body });
    for (const body of ['{}', '{"state":1,"isSet":true}', '{"state":"run","isSet":"yes"}'])
      expect([body, (await set(body)).status]).toEqual([body, 400]);
    expect((await set('{"state":"run.imageCheck","isSet":true}')).body).toBe('{"isTaken":true}');
    expect(decided).toEqual(['run.imageCheck true']);
  });

  it('keeps large documents out of the story, and hands them out by their number', async () => {
    const { journal, ask, signIn } = await open();
    const large = 'x'.repeat(200_000);
    const evidence = { step: 'startInit', badge: 'REAL', sentence: '', facts: { large, small: 1 }, check: [] } as const;
    journal.tell({ kind: 'evidence', call: 1, evidence });
    expect(journal.line(0)!.length).toBeLessThan(500);
    expect(JSON.parse(journal.line(0)!)).toMatchObject({
      evidence: { facts: { large: { $kept: 0, length: 200_002 }, small: 1 } },
    });
    expect(JSON.parse((await ask('/document?number=0', { headers: await signIn() })).body)).toBe(large);
  });

  it('packs what it can for whoever can unpack it', async () => {
    const { journal, ask, signIn } = await open();
    journal.tell(LARGE);
    const headers = { ...(await signIn()), 'accept-encoding': 'gzip, br' };
    const answer = await ask('/document?number=0', { headers });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.body.length).toBeLessThan(2000);
  });

  it('I28: tells nobody where a mistake of its own is, and goes on', async () => {
    const { ask, signIn } = await open();
    const headers = await signIn();
    const failed = await ask('/decision', { method: 'POST', headers, body: '{"number":500,"decision":"next"}' });
    expect(failed.status).toBe(500);
    expect(failed.body).not.toMatch(/secret|at .*:\d+/);
    expect((await ask('/')).status).toBe(200);
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

  it('I16: waits for nobody who sends his request a letter at a time', async () => {
    const timeouts = { ...TIMEOUTS, headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 };
    const { port, ask } = await open({ timeouts });
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write('GET / HT');
    const letters = setInterval(() => socket.write('x'), 20);
    await once(socket.resume(), 'close');
    clearInterval(letters);
    expect((await ask('/')).status).toBe(200);
  });

  it('I16: waits for nobody who reads nothing of an answer, and goes on with one who reads slowly', async () => {
    const body = 'x'.repeat(20_000_000);
    const assets = { '/': { type: 'text/html', body } };
    const { port } = await open({ assets, timeouts: { ...TIMEOUTS, answerTimeout: 300 } });
    const [silent, slow] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    for (const socket of [silent, slow])
      socket.on('error', () => {}).write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    silent.pause();
    let length = 0;
    slow.on('data', (chunk: Buffer) => {
      length += chunk.length;
      slow.pause();
      setTimeout(() => slow.resume(), 2);
    });
    await once(slow, 'close');
    expect(length).toBeGreaterThan(body.length);
    let late = 0;
    silent.on('data', (chunk: Buffer) => (late += chunk.length)).resume();
    await once(silent, 'close');
    expect(late).toBeLessThan(body.length);
  });

  it('I15: has no more than so many connections from one address, and forgets those that are gone', async () => {
    const { port, ask } = await open({ mostPerAddress: 4 });
    const from = (localAddress: string) => connect({ port, host: '127.0.0.1', localAddress }).on('error', () => {});
    const four = Array.from({ length: 4 }, () => from('127.0.0.9'));
    await Promise.all(four.map((socket) => once(socket, 'connect')));
    await once(from('127.0.0.9').resume(), 'close');
    expect((await ask('/')).status).toBe(200);
    const closed = once(four[0]!.resume(), 'close');
    four[0]!.end();
    await closed;
    const fifth = from('127.0.0.9');
    fifth.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    expect(String((await once(fifth, 'data'))[0])).toContain('200 OK');
    for (const socket of [...four, fifth]) socket.destroy();
  });

  it('I15: is not kept from answering by two hundred that come and say nothing', async () => {
    const { port, ask } = await open();
    const silent = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    const closed = silent.map((socket) => once(socket.resume(), 'close'));
    // Those that are too many are turned away at once.
    await Promise.race(closed);
    for (const socket of silent) socket.destroy();
    await Promise.all(closed);
    await expect
      .poll(() =>
        ask('/').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
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
    for (const ending of ['a', 'b']) journal.tell({ ...END, ending });
    const headers = await signIn();
    const reading = ask('/news?from=1', { headers });
    journal.tell({ ...END, ending: 'c' });
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

  it('stays until each page has read what is large in the story, which a busy browser asks for late', async () => {
    const { server, journal, ask, signIn, pages } = await open();
    const headers = await signIn();
    const reading = ask('/news?from=0', { headers });
    await expect.poll(() => pages).toEqual([1]);
    journal.tell(LARGE);
    journal.tell(END);
    const closed = server.close();
    // A document is nobody's whom the door does not know.
    await ask('/document?number=0');
    await sleep(700);
    expect((await ask('/document?number=0', { headers })).status).toBe(200);
    await closed;
    expect((await reading).body).toContain('"kind":"end"');
  });

  it('does not wait for long for a page that asks for nothing', async () => {
    const { server, journal, ask, signIn, pages } = await open();
    const reading = ask('/news?from=0', { headers: await signIn() });
    await expect.poll(() => pages).toEqual([1]);
    journal.tell(LARGE);
    await server.close();
    expect((await reading).status).toBe(200);
  });

  it('ends at once for whoever comes on a connection that is still open while it closes', async () => {
    const { server, journal, port, ask, signIn } = await open();
    journal.tell(END);
    const { authorization } = await signIn();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /news?from=0 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n`);
    await ask('/');
    const closed = server.close();
    socket.write('\r\n');
    const answer = await text(socket);
    expect(answer).toContain(journal.line(0));
    expect(answer.endsWith('\r\n0\r\n\r\n')).toBe(true);
    await closed;
  });

  it('gives whoever comes again its own place, and frees that of one that has vanished', async () => {
    const { port, pages, signIn } = await open({ renewal: { after: 200, grace: 1_000 } });
    const { authorization } = await signIn();
    const follow = (tab: string) => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      onTestFinished(() => void socket.destroy());
      socket.write(
        `GET /news?from=0&tab=${tab} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n\r\n`,
      );
      return socket;
    };
    const [loyal, vanished] = ['loyal', 'vanished'].map((name) => name.padEnd(16, '-'));
    // Neither of them ends its connection, nor reads.
    follow(vanished!).pause();
    await expect.poll(() => pages).toEqual([1]);
    const first = follow(loyal!).resume();
    await expect.poll(() => pages).toEqual([1, 2]);
    const again = follow(loyal!).resume();
    await once(first, 'close');
    await once(again, 'close');
    follow(loyal!).resume();
    await expect.poll(() => pages.slice(0, 5), { timeout: 5_000 }).toEqual([1, 2, 2, 2, 1]);
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
