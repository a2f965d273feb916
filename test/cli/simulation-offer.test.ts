import { describe, expect, it } from 'vitest';
import { offerSimulation, refuseOtherSystems } from '../../cli/simulation-offer.ts';
import { HostUnsupported } from '../../engine/runtime/errors.ts';

describe('where no container can be made', () => {
  const failure = new HostUnsupported('no user namespace was made', { hint: 'Ask whoever looks after this machine.' });

  it('offers the recorded run of the image, behind what else may be tried', () => {
    expect(offerSimulation(failure, 'hello-world')).toMatchObject({
      code: 'HOST_UNSUPPORTED',
      message: 'no user namespace was made',
      hint: expect.stringMatching(/^Ask whoever .*\n\n {2}learn-run --simulate hello-world --step$/s),
      cause: failure,
    });
  });

  it('offers nothing for an image without a recording, and for failures of another kind', () => {
    expect(offerSimulation(failure, 'alpine')).toBe(failure);
    const other = new Error('full');
    expect(offerSimulation(other, 'hello-world')).toBe(other);
    expect(offerSimulation(undefined, 'hello-world')).toBeUndefined();
  });

  it('says on other systems at once what is missing, and what works there', () => {
    const refusal = {
      code: 'HOST_UNSUPPORTED',
      message: 'containers are made of Linux namespaces, and this is darwin',
    };
    expect(() => refuseOtherSystems('alpine', 'darwin')).toThrow(expect.objectContaining(refusal));
    expect(() => refuseOtherSystems('alpine', 'win32')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('learn-run --simulate hello-world --step') }),
    );
    expect(() => refuseOtherSystems('alpine', 'linux')).not.toThrow();
  });
});
