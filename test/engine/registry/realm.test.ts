import { describe, expect, it } from 'vitest';
import { isTrustedRealm, realmUrl } from '../../../engine/registry/realm.ts';

const HUB = new URL('https://registry-1.docker.io/');
const trusts = (realm: string, registry: string) => isTrustedRealm(new URL(realm), new URL(registry));

describe('realmUrl', () => {
  it.each([
    'http://auth.docker.io/token',
    'https://169.254.169.254/',
    'https://[fd00::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://192.168.1.1/',
    'https://a.localhost/',
    'https://user@auth.docker.io/',
    'data:text/plain,x',
  ])('refuses %s for Docker Hub', (realm) => expect(() => realmUrl(realm, HUB)).toThrow(/^refused realm/));

  it('takes the registry’s own address, private or not', () => {
    const local = new URL('http://127.0.0.1:5000/');
    expect(realmUrl('http://127.0.0.1:5000/token', local).port).toBe('5000');
    expect(() => realmUrl('http://127.0.0.1:5001/token', local)).toThrow('private address');
  });
});

describe('isTrustedRealm', () => {
  it.each([
    ['https://auth.docker.io/token', 'https://registry-1.docker.io/'],
    ['https://ghcr.io/token', 'https://ghcr.io/'],
    ['https://gitlab.com/jwt/auth', 'https://registry.gitlab.com/'],
    ['https://auth.example.org/', 'https://registry.example.org/'],
  ])('shows the password to %s for %s', (realm, registry) => expect(trusts(realm, registry)).toBe(true));

  it.each([
    ['https://evil.io/', 'https://ghcr.io/'],
    ['https://evilghcr.io/', 'https://ghcr.io/'],
    ['https://evil.co.uk/', 'https://registry.co.uk/'],
    ['https://auth.docker.io/', 'https://registry.example/'],
    ['https://ghcr.io:8443/', 'https://ghcr.io:5000/'],
    ['http://auth.example.org/', 'https://registry.example.org/'],
    ['https://10.0.0.1/', 'https://10.0.0.2/'],
    ['https://8.8.4.4/', 'https://8.8.8.8/'],
  ])('keeps the password from %s for %s', (realm, registry) => expect(trusts(realm, registry)).toBe(false));
});
