import { describe, expect, it } from 'vitest';
import { convertImage } from '../../../engine/bundle/convert.ts';
import { noOptions } from '../../fixtures/no-options.ts';
import { convertInput, host, mappings } from './input.ts';

const appArmorHost = { ...host, canLoadProfiles: true };

/** The profile of a container with these options, and where it comes from. */
function profile(options: object, surroundings: object = { host: appArmorHost }) {
  const input = convertInput({ options: { ...noOptions, ...options }, ...surroundings });
  const { spec, origins } = convertImage(input);
  return { name: spec.process.apparmorProfile, origin: origins['/process/apparmorProfile']?.detail };
}

const none = { name: undefined, origin: undefined };

describe("a process's profile of AppArmor", () => {
  it('is one of our own where root can load it', () => {
    const own = { name: 'learn-run-default', origin: 'denies what docker-default denies' };
    expect(profile({})).toEqual(own);
    expect(profile({ appArmor: '' })).toEqual(own);
  });

  it('is the one that was asked for, loaded or not, of a privileged container and of an ordinary user too', () => {
    const asked = { name: 'mine', origin: '--security-opt apparmor=mine' };
    expect(profile({ appArmor: 'mine' })).toEqual(asked);
    expect(profile({ appArmor: 'mine', privileged: true })).toEqual(asked);
    expect(profile({ appArmor: 'mine' }, { host })).toEqual(asked);
    expect(profile({ appArmor: 'mine' }, { host: appArmorHost, rootless: mappings(1) })).toEqual(asked);
  });

  it.each([
    ['a privileged container has', { privileged: true }, { host: appArmorHost }],
    ['the container of an ordinary user has', {}, { host: appArmorHost, rootless: mappings(1) }],
    ['a host without AppArmor gives', {}, { host }],
    ['unconfined means', { appArmor: 'unconfined' }, { host: appArmorHost }],
  ])('is none: %s none', (_title, options, surroundings) => {
    expect(profile(options, surroundings)).toEqual(none);
  });
});
