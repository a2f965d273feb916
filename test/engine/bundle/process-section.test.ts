import { describe, expect, it } from 'vitest';
import { convertImage } from '../../../engine/bundle/convert.ts';
import { noOptions } from '../../fixtures/no-options.ts';
import { convertInput, host, mappings } from './input.ts';

const appArmorHost = { ...host, hasAppArmor: true, canLoadProfiles: true };
const withoutTools = { ...host, hasAppArmor: true };

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
    expect(profile({ appArmor: 'mine' }, { host: withoutTools })).toEqual(asked);
    expect(profile({ appArmor: 'mine' }, { host: appArmorHost, rootless: mappings(1) })).toEqual(asked);
  });

  it.each([
    ['a privileged container has', { privileged: true }, { host: appArmorHost }],
    ['the container of an ordinary user has', {}, { host: appArmorHost, rootless: mappings(1) }],
    ['a host without AppArmor gives', {}, { host }],
    ['a host without AppArmor gives, whatever was asked for,', { appArmor: 'mine' }, { host }],
    ['unconfined means', { appArmor: 'unconfined' }, { host: appArmorHost }],
  ])('is none: %s none', (_title, options, surroundings) => {
    expect(profile(options, surroundings)).toEqual(none);
  });
});

describe("a container's labels of SELinux", () => {
  const contexts = { process: 'system_u:system_r:container_t:s0', file: 'system_u:object_r:container_file_t:s0' };
  const selinuxHost = { ...host, contexts };

  /** The labels of a container with these options. */
  function labels(options: object, surroundings: object = { host: selinuxHost }) {
    const { spec } = convertImage(convertInput({ options: { ...noOptions, ...options }, ...surroundings }));
    return [spec.process.selinuxLabel, spec.linux.mountLabel];
  }

  it('are none where nobody asks for them, or the host has no policy', () => {
    expect(labels({})).toEqual([undefined, undefined]);
    expect(labels({ labels: { type: 'a_t' } }, { host })).toEqual([undefined, undefined]);
  });

  it('are the host’s as the options change them, with where they come from', () => {
    const options = { labels: { type: 'a_t', level: 's0:c1,c2' } };
    const files = 'system_u:object_r:container_file_t:s0:c1,c2';
    expect(labels(options)).toEqual(['system_u:system_r:a_t:s0:c1,c2', files]);
    expect(labels({ ...options, privileged: true })).toEqual([undefined, files]);
    const { origins } = convertImage(convertInput({ options: { ...noOptions, ...options }, host: selinuxHost }));
    expect(origins['/process/selinuxLabel']).toEqual({ from: 'option', detail: '--security-opt label=…' });
    expect(origins['/linux/mountLabel']).toEqual({ from: 'option', detail: '--security-opt label=…' });
  });
});
