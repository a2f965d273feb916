import { describe, expect, it } from 'vitest';
import { hasAppArmor } from '../../engine/apparmor/host.ts';
import { hasSelinux } from '../../engine/selinux/contexts.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const why = whyNoContainers ?? (hasAppArmor() || hasSelinux() ? 'this host has such modules' : undefined);

describe.skipIf(why)(`labels of modules that the kernel does not have${why ? `: ${why}` : ''}`, () => {
  it('are discarded, which is said, and the container runs', async () => {
    using sandbox = new Sandbox();
    const labels = ['--security-opt', 'apparmor=mine', '--security-opt', 'label=type:mine_t'];
    const { status, stdout, stderr } = await sandbox.run(['--offline', ...labels, 'hello-world']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Hello from learn-run!') });
    expect(stderr).toContain('WARNING: The kernel has no AppArmor. Profile "mine" discarded.\n');
    expect(stderr).toContain('WARNING: The kernel has no policy of SELinux in force. Labels discarded.\n');
  });
});
