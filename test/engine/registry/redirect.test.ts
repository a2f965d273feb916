import { describe, expect, it } from 'vitest';
import { redirectTarget } from '../../../engine/registry/redirect.ts';

async function* nothing(): AsyncGenerator<Buffer, void, undefined> {}

const target = (from: string, location: string) =>
  redirectTarget({ url: new URL(from), peer: 'registry', status: 307, headers: { location }, body: nothing() }).href;

describe('redirectTarget', () => {
  it.each([
    ['https://r.example/v2/x', 'https://cdn.example/y?sig=1', 'https://cdn.example/y?sig=1'],
    ['https://r.example/v2/x', '/y', 'https://r.example/y'],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1:9000/y', 'http://127.0.0.1:9000/y'],
    ['http://localhost:5000/', 'https://cdn.example/', 'https://cdn.example/'],
  ])('from %s to %s leads to %s', (from, location, href) => expect(target(from, location)).toBe(href));

  it.each([
    ['http://r.example/', 'it leads from https to http'],
    ['https://127.0.0.1/', 'private address'],
    ['https://localhost:8443/', 'private address'],
    ['https://169.254.169.254/latest', 'private address'],
    ['https://[::1]/', 'private address'],
    ['https://0.0.0.0/', 'private address'],
    ['https://0x7f.1/', 'private address'],
    ['https://user@cdn.example/', 'user name'],
    ['javascript:alert(1)', 'neither https nor http'],
  ])('from a public registry to %s is refused: %s', (location, reason) => {
    expect(() => target('https://r.example/', location)).toThrow(reason);
  });

  it('never shows a signature when it refuses', () => {
    expect(() => target('https://r.example/', 'http://cdn.example/?sig=SECRET')).toThrow(/^(?!.*SECRET)/s);
  });
});
