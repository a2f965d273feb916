import { describe, expect, it } from 'vitest';
import { hasAppArmor } from '../../../engine/apparmor/host.ts';
import { OciRuntime } from '../../fixtures/oci-runtime.ts';
import { isRoot, whyNoContainers } from '../../fixtures/privileges.ts';
import { ONE } from './given-runtime.ts';

const why =
  whyNoContainers ??
  (isRoot ? undefined : 'needs root') ??
  (hasAppArmor() ? 'this host has AppArmor, as that of the virtual machine' : undefined);

describe.skipIf(why)(`learn-runc where the kernel has no AppArmor${why ? `: ${why}` : ''}`, () => {
  it('runs what is to be under a profile, as crun does, and says that it is not: exec too', () => {
    using runtime = new OciRuntime();
    const warning = expect.stringMatching(/level=warning msg=.*no AppArmor.*mine/);
    runtime.configure(['id', '-u'], (config) => void Object.assign(config.process, { apparmorProfile: 'mine' }));
    expect(runtime.run('run', ONE)).toEqual({ status: 0, stdout: '0\n', stderr: warning });
    runtime.configure(['sleep', '1000'], ({ process }) => delete process.apparmorProfile);
    expect(runtime.run('run', '-d', ONE).status).toBe(0);
    const words = ['exec', '--apparmor', 'mine', ONE, 'id', '-u'];
    expect(runtime.run(...words)).toEqual({ status: 0, stdout: '0\n', stderr: warning });
  });
});
