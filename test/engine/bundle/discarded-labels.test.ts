import { describe, expect, it } from 'vitest';
import { discardedLabels } from '../../../engine/bundle/discarded-labels.ts';

const hosts = (has: boolean) => ({ hasAppArmor: () => has, hasSelinux: () => has });

describe('labels that were asked for', () => {
  it.each([
    [{ appArmor: 'mine' }, ['WARNING: The kernel has no AppArmor. Profile "mine" discarded.']],
    [{ labels: { type: 'a_t' } }, ['WARNING: The kernel has no policy of SELinux in force. Labels discarded.']],
    [{ appArmor: 'unconfined' }, []],
    [{}, []],
  ])('%j: where the kernel has no such module %j is said, and nothing where it has', (options, said) => {
    expect(discardedLabels(options, hosts(false))).toEqual(said);
    expect(discardedLabels(options, hosts(true))).toEqual([]);
  });
});
