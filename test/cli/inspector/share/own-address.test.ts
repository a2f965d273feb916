import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { CannotShare } from '../../../../cli/inspector/share/errors.ts';
import { type OwnAddress, ownAddresses, sharedPlace } from '../../../../cli/inspector/share/own-address.ts';

const LOOPBACK: OwnAddress = { address: '127.0.0.1', device: 'lo', isLoopback: true };
const DOCKER: OwnAddress = { address: '172.17.0.1', device: 'docker0', isLoopback: false };
const WLAN: OwnAddress = { address: '192.168.1.5', device: 'wlan0', isLoopback: false };
const SIX: OwnAddress = { address: 'fd00::2', device: 'wlan0', isLoopback: false };

const ANY = { address: undefined, port: undefined };
const machine = (own: readonly OwnAddress[], outward?: string) => ({ own, leadingOut: async () => outward });

describe('the address for a class', () => {
  it('is the one that leads out, and the others are named', async () => {
    const place = await sharedPlace(ANY, machine([LOOPBACK, DOCKER, WLAN, SIX], WLAN.address));
    expect(place).toMatchObject({ address: '192.168.1.5', device: 'wlan0', port: 0 });
    expect(place.others).toEqual([DOCKER]);
  });

  it('is the first one where none leads out', async () => {
    expect(await sharedPlace(ANY, machine([LOOPBACK, DOCKER, WLAN]))).toMatchObject({ address: '172.17.0.1' });
  });

  it('is the one that was named, with its port; also the loopback one', async () => {
    const own = machine([LOOPBACK, DOCKER, WLAN, SIX], WLAN.address);
    const named = (address: string) => sharedPlace({ address, port: 4000 }, own);
    expect(await named('172.17.0.1')).toMatchObject({ ...DOCKER, port: 4000, others: [] });
    expect(await named('127.0.0.1')).toMatchObject({ address: '127.0.0.1', port: 4000 });
    expect(await named('FD00::2')).toMatchObject({ address: 'fd00::2' });
    expect(await sharedPlace({ address: undefined, port: 4000 }, own)).toMatchObject({ ...WLAN, port: 4000 });
  });

  it('is never every address, nor one of another machine', async () => {
    const own = machine([LOOPBACK, WLAN]);
    for (const address of ['0.0.0.0', '::', '0:0:0:0:0:0:0:0'])
      await expect(sharedPlace({ address, port: undefined }, own)).rejects.toThrow(/every network/);
    const other = sharedPlace({ address: '192.168.1.6', port: undefined }, own);
    await expect(other).rejects.toThrow('192.168.1.6 is not an address of this machine');
    await expect(other).rejects.toMatchObject({ hint: 'Its own: 127.0.0.1 (lo), 192.168.1.5 (wlan0).' });
  });

  it('is missed with an error that says what to do', async () => {
    const missing = sharedPlace(ANY, machine([LOOPBACK]));
    await expect(missing).rejects.toThrow(CannotShare);
    await expect(missing).rejects.toMatchObject({ hint: expect.stringContaining('--share=127.0.0.1:4000') });
  });
});

it('knows the addresses of the machine, IPv4 first, and none that a browser cannot spell', () => {
  const info = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
    ({ address, family, internal }) as NetworkInterfaceInfo;
  const own = ownAddresses({
    lo: [info('127.0.0.1', 'IPv4', true), info('::1', 'IPv6', true)],
    wlan0: [info('fe80::1', 'IPv6'), info('fd00::2', 'IPv6'), info('192.168.1.5', 'IPv4')],
  });
  expect(own.map(({ address }) => address)).toEqual(['127.0.0.1', '192.168.1.5', '::1', 'fd00::2']);
  expect(own.filter(({ isLoopback }) => isLoopback).map(({ device }) => device)).toEqual(['lo', 'lo']);
});
