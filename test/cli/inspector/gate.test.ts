import { describe, expect, it } from 'vitest';
import { refuseStranger } from '../../../cli/inspector/gate.ts';
import { loopbackHosts } from '../../../cli/inspector/listen.ts';

const PORT = 4000;
const HOST = ['Host', `127.0.0.1:${PORT}`];
const judge = (rawHeaders: readonly string[], method = 'GET', url = '/') =>
  refuseStranger({ rawHeaders: [...rawHeaders], method, url }, loopbackHosts(PORT))?.status;

describe('the gate lets in', () => {
  it.each([`127.0.0.1:${PORT}`, `localhost:${PORT}`, `[::1]:${PORT}`])('the exact name %s', (host) => {
    expect(judge(['hOsT', host])).toBeUndefined();
    expect(judge(['Host', host, 'Origin', `http://${host}`, 'Sec-Fetch-Site', 'same-origin'])).toBeUndefined();
  });

  it('an address that a person has typed in', () => {
    expect(judge([...HOST, 'Sec-Fetch-Site', 'none'])).toBeUndefined();
  });
});

describe('I05, I26: the gate refuses by the Host', () => {
  it.each([
    'evil.com',
    `evil.com:${PORT}`,
    '127.0.0.1',
    `127.0.0.1:${PORT + 1}`,
    `127.0.0.1.nip.io:${PORT}`,
    `localhost.evil.com:${PORT}`,
    `localhost6:${PORT}`,
    `0.0.0.0:${PORT}`,
    `[::]:${PORT}`,
    `2130706433:${PORT}`,
    `127.1:${PORT}`,
    `LOCALHOST:${PORT}`,
    `127.0.0.1:${PORT} `,
    `user@127.0.0.1:${PORT}`,
    '',
  ])('%j', (host) => {
    expect(judge(['Host', host])).toBe(403);
  });

  it('a missing one, a second one, and an address in the request line', () => {
    expect(judge([])).toBe(403);
    expect(judge([...HOST, 'host', 'evil.com'])).toBe(403);
    expect(judge(HOST, 'GET', `http://evil.com:${PORT}/`)).toBe(403);
    expect(judge(HOST, 'GET', '*')).toBe(403);
  });
});

describe('I06: the gate refuses by the Origin', () => {
  it.each([
    'http://evil.com',
    'null',
    `http://localhost:${PORT}`,
    `https://127.0.0.1:${PORT}`,
    `http://127.0.0.1:${PORT + 1}`,
    'file://',
    `http://127.0.0.1:${PORT}/`,
    '',
  ])('%j', (origin) => {
    expect(judge([...HOST, 'Origin', origin])).toBe(403);
  });

  it('whatever another site has asked for', () => {
    for (const site of ['cross-site', 'same-site']) expect(judge([...HOST, 'Sec-Fetch-Site', site])).toBe(403);
  });
});

describe('I07, I08: the gate refuses', () => {
  const POST = [...HOST, 'Origin', `http://127.0.0.1:${PORT}`];

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json; a=b', ''])(
    'a POST of %j',
    (type) => {
      expect(judge([...POST, 'Content-Type', type], 'POST')).toBe(415);
    },
  );

  it('a POST that does not say where it comes from', () => {
    expect(judge([...HOST, 'Content-Type', 'application/json'], 'POST')).toBe(403);
    expect(judge([...POST, 'Content-Type', 'application/json'], 'POST')).toBeUndefined();
  });

  it('every other method, preflights before all', () => {
    expect(judge(HOST, 'OPTIONS')).toBe(403);
    for (const method of ['PUT', 'DELETE', 'HEAD', 'CONNECT', 'TRACE']) expect(judge(HOST, method)).toBe(405);
  });
});
