import { describe, expect, it } from 'vitest';
import type { SecurityModules } from '../../../engine/bundle/discarded-labels.ts';
import { parseConfig } from '../../../engine/bundle/parse-config.ts';
import { servedProcess } from '../../../engine/lifecycle/served-process.ts';

const NONE = { hasAppArmor: () => false, hasSelinux: () => false };
const BOTH = { hasAppArmor: () => true, hasSelinux: () => true };

/** What becomes of a process with these labels on a host with these modules, and what was warned of. */
function served(labels: Readonly<Record<string, string>>, modules: SecurityModules) {
  const process = { args: ['sh'], cwd: '/', user: { uid: 0, gid: 0 }, ...labels };
  const config = parseConfig(JSON.stringify({ ociVersion: '1.2.0', root: { path: 'rootfs' }, process, linux: {} }));
  const warnings: string[] = [];
  const log = { debug: () => {}, warn: (message: string) => void warnings.push(message) };
  const { apparmorProfile, selinuxLabel } = servedProcess(config.process!, log, modules);
  return { apparmorProfile, selinuxLabel, warnings };
}

describe('a process on a host', () => {
  const labels = { apparmorProfile: 'mine', selinuxLabel: 'user_u:user_r:user_t:s0' };

  it('keeps its labels where the kernel has their modules', () => {
    expect(served(labels, BOTH)).toEqual({ ...labels, warnings: [] });
  });

  it('goes without them where it has not, and not in silence', () => {
    expect(served(labels, NONE)).toEqual({
      apparmorProfile: undefined,
      selinuxLabel: undefined,
      warnings: [
        'the kernel has no AppArmor: the process is not under its profile "mine"',
        'SELinux has no policy in force: the process does not get its label "user_u:user_r:user_t:s0"',
      ],
    });
  });

  it.each(['', 'unconfined'])('is not warned of a profile that is none: “%s”', (apparmorProfile) => {
    expect(served({ apparmorProfile, selinuxLabel: '' }, NONE).warnings).toEqual([]);
  });
});
