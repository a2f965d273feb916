import { describe, expect, it } from 'vitest';
import { offerSimulation, refuseOtherSystems } from '../../cli/simulation-offer.ts';
import { parseReference } from '../../engine/image/reference.ts';
import { HostUnsupported } from '../../engine/runtime/errors.ts';

const image = (name: string) => ({ reference: parseReference(name), words: name });

describe('where no container can be made', () => {
  const failure = new HostUnsupported('no user namespace was made', { hint: 'Ask whoever looks after this machine.' });

  it('offers a dry run and a recorded one, behind what else may be tried', () => {
    expect(offerSimulation(failure, image('hello-world'))).toMatchObject({
      code: 'HOST_UNSUPPORTED',
      message: 'no user namespace was made',
      hint: expect.stringMatching(
        /^Ask whoever .*\n {2}learn-run --dry-run hello-world --step\n.*\n {2}learn-run --simulate hello-world --step\n {6}a run of this image/s,
      ),
      cause: failure,
    });
    expect(offerSimulation(failure, image('alpine'))).toMatchObject({
      hint: expect.stringMatching(
        /--dry-run alpine --step\n.*--simulate hello-world --step\n {6}a run of hello-world/s,
      ),
    });
  });

  it('names a directory in the place of an image as it is to be typed', () => {
    const directory = { ...image('rootfs'), words: '--rootfs /srv/root' };
    expect(offerSimulation(failure, directory)).toMatchObject({
      hint: expect.stringMatching(/--dry-run --rootfs \/srv\/root --step\n.*--simulate hello-world --step/s),
    });
  });

  it('offers nothing for failures of another kind', () => {
    const other = new Error('full');
    expect(offerSimulation(other, image('hello-world'))).toBe(other);
    expect(offerSimulation(undefined, image('hello-world'))).toBeUndefined();
  });

  it('says on other systems at once what is missing, and what works there', () => {
    const refusal = {
      code: 'HOST_UNSUPPORTED',
      message: 'containers are made of Linux namespaces, and this is darwin',
    };
    expect(() => refuseOtherSystems(image('alpine'), 'darwin')).toThrow(expect.objectContaining(refusal));
    expect(() => refuseOtherSystems(image('alpine'), 'win32')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('learn-run --simulate hello-world --step') }),
    );
    expect(() => refuseOtherSystems(image('alpine'), 'linux')).not.toThrow();
  });
});
