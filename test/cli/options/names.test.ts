import { describe, expect, it } from 'vitest';
import { type NameFlags, nameOptions, nameServerWarning } from '../../../cli/options/names.ts';

const names = (flags: Partial<NameFlags>) =>
  nameOptions({ addHost: [], dns: [], dnsSearch: [], dnsOption: [], dnsOpt: [], ...flags });

describe('names and addresses', () => {
  it.each([
    ['a:1.2.3.4', '1.2.3.4'],
    ['a=1.2.3.4', '1.2.3.4'],
    ['a:::1', '::1'],
    ['a=[::1]', '::1'],
  ])('reads the host %s', (text, address) => {
    expect(names({ addHost: [text] }).extraHosts).toEqual([{ name: 'a', address }]);
  });

  it('warns of a name server that would be the container itself, as docker does', () => {
    const warning = 'WARNING: Localhost DNS (127.0.0.53) may fail in containers.\n';
    expect(nameServerWarning(names({ dns: ['8.8.8.8', '127.0.0.53'] }))).toBe(warning);
    expect(nameServerWarning(names({ dns: ['8.8.8.8'] }))).toBe('');
  });

  it.each([
    [{ addHost: ['a'] }, 'invalid argument "a" for "--add-host" flag: bad format for add-host: "a"'],
    [{ addHost: ['a:'] }, 'invalid argument "a:" for "--add-host" flag: invalid IP address in add-host: ""'],
    [{ addHost: ['a b:1.1.1.1'] }, 'bad format for add-host'],
    [{ dns: ['x'] }, 'invalid argument "x" for "--dns" flag: IP address is not correctly formatted: x'],
    [{ dnsSearch: ['a b'] }, 'invalid argument "a b" for "--dns-search" flag: a b is not a valid domain'],
    [{ dnsSearch: ['-x'] }, '-x is not a valid domain'],
    [{ dnsOption: ['a\nnameserver 6.6.6.6'] }, 'expected one word'],
  ])('refuses %j', (flags, message) => {
    expect(() => names(flags)).toThrow(message);
  });
});
