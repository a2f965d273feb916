import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Relay } from '../../../../cli/inspector/bridges/relay.ts';

/** A relay that listens, and a way to knock at it; resolves with `open` or with the status of the refusal. */
async function open() {
  const counts: number[] = [];
  const relay = new Relay((count) => counts.push(count));
  const address = new URL(await relay.open());
  onTestFinished(() => relay.close());
  const knock = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ readonly answer: 'open' | number | undefined; readonly client: WebSocket }>((resolve, reject) => {
      const client = new WebSocket(`ws://127.0.0.1:${address.port}${path}`, { headers });
      onTestFinished(() => client.terminate());
      client.on('open', () => resolve({ answer: 'open', client }));
      client.on('unexpected-response', (_, { statusCode }) => resolve({ answer: statusCode, client }));
      client.on('error', reject);
    });
  return { relay, counts, address, knock };
}

describe('the relay before the inspectors of others', () => {
  it('listens on this machine alone, on a port that differs', async () => {
    const [first, second] = [await open(), await open()];
    expect(first.address.hostname).toBe('127.0.0.1');
    expect(first.address.port).not.toBe(second.address.port);
    const other = connect(Number(first.address.port), '127.0.0.2');
    await expect(once(other, 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it('lets nobody in without the token, which is long and good for one client', async () => {
    const { address, knock, counts } = await open();
    const token = address.pathname;
    expect(token).toMatch(/^\/[\w-]{43}$/);
    for (const wrong of ['/', token.slice(0, -1), `${token}x`, `/${token}`, `/?token=${token.slice(1)}`])
      expect([wrong, (await knock(wrong)).answer]).toEqual([wrong, 401]);
    expect((await knock(token)).answer).toBe('open');
    expect((await knock(token)).answer).toBe(401);
    expect(counts).toEqual([1]);
  });

  it('turns away other origins and other names, and their attempt does not use up the token', async () => {
    const { address, knock } = await open();
    const own = `http://127.0.0.1:${address.port}`;
    const strangers = [
      { origin: 'https://stately.ai' },
      { origin: 'null' },
      { origin: `https://127.0.0.1:${address.port}` },
      { origin: 'http://127.0.0.1:1' },
      { host: `rebound.example:${address.port}` },
      { host: '127.0.0.1' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of strangers)
      expect([headers, (await knock(address.pathname, headers)).answer]).toEqual([headers, 403]);
    expect((await knock(address.pathname, { origin: own })).answer).toBe('open');
  });

  it('has nothing for a browser that just asks', async () => {
    const { address } = await open();
    const answer = await fetch(`http://127.0.0.1:${address.port}${address.pathname}`);
    expect([answer.status, await answer.text()]).toEqual([404, 'this is a WebSocket\n']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('ends a connection that sends more than any inspector has to say', async () => {
    const { address, knock, counts } = await open();
    const { client } = await knock(address.pathname);
    client.send('x'.repeat(65 * 1024));
    const [code] = await once(client, 'close');
    expect(code).toBe(1009);
    await expect.poll(() => counts).toEqual([1, 0]);
  });

  it('lets a client read to the end before it closes', async () => {
    const { relay, address, knock } = await open();
    const { client } = await knock(address.pathname);
    const heard: string[] = [];
    client.on('message', (data) => heard.push((data as Buffer).toString()));
    const closed = once(client, 'close');
    for (let at = 0; at < 1000; at += 1) relay.send(String(at));
    await relay.close();
    await closed;
    expect(heard).toHaveLength(1000);
  });
});
