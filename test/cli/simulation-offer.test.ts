import { describe, expect, it } from 'vitest';
import { offerSimulation, refuseOtherSystems } from '../../cli/simulation-offer.ts';
import { HostUnsupported } from '../../engine/runtime/errors.ts';

describe('where no container can be made', () => {
  const failure = new HostUnsupported('no user namespace was made', { hint: 'Ask whoever looks after this machine.' });

  it('offers a dry run and a recorded one, behind what else may be tried', () => {
    expect(offerSimulation(failure, 'hello-world')).toMatchObject({
      code: 'HOST_UNSUPPORTED',
      message: 'no user namespace was made',
      hint: expect.stringMatching(
        /^Ask whoever .*\n {2}learn-run --dry-run hello-world --step\n.*\n {2}learn-run --simulate hello-world --step\n {6}a run of this image/s,
      ),
      cause: failure,
    });
    expect(offerSimulation(failure, 'alpine')).toMatchObject({
      hint: expect.stringMatching(
        /--dry-run alpine --step\n.*--simulate hello-world --step\n {6}a run of hello-world/s,
      ),
    });
  });

  it('offers nothing for failures of another kind', () => {
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
