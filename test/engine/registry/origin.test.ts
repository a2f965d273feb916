import { describe, expect, it } from 'vitest';
import { registryOrigin } from '../../../engine/registry/origin.ts';

describe('registryOrigin', () => {
  it.each([
    ['docker.io', 'https://registry-1.docker.io'],
    ['ghcr.io', 'https://ghcr.io'],
    ['host.tld:5000', 'https://host.tld:5000'],
    ['localhost', 'http://localhost'],
    ['localhost:5000', 'http://localhost:5000'],
    ['127.1.2.3:5000', 'http://127.1.2.3:5000'],
    ['[::1]:5000', 'http://[::1]:5000'],
    ['192.168.1.2:5000', 'https://192.168.1.2:5000'],
    ['localhost.evil.example', 'https://localhost.evil.example'],
  ])('asks %s at %s', (registry, origin) => expect(registryOrigin(registry).origin).toBe(origin));

  it('speaks TLS on loopback where that is wanted, and plain HTTP nowhere else', () => {
    expect(registryOrigin('localhost:5000', false).origin).toBe('https://localhost:5000');
    expect(() => registryOrigin('host.tld', true)).toThrow('plain HTTP is spoken on loopback only');
  });
});
