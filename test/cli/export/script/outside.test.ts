import { describe, expect, it } from 'vitest';
import { outside } from '../../../../cli/export/script/outside.ts';
import { stepsText } from '../../../../cli/export/script/step.ts';
import type { Spec } from '../../../../engine/bundle/runtime-spec.ts';
import type { PlannedCgroup } from '../../../../engine/plan/planned-cgroup.ts';

const spec = { linux: { namespaces: [{ type: 'mount' }, { type: 'user' }, { type: 'pid' }] } } as unknown as Spec;

const call = (name: string, ...args: string[]) => ({ name, args, result: '0', about: { name, args } });

const directory = '/sys/fs/cgroup/learn-run/id';
const cgroup: PlannedCgroup = {
  version: 'v2',
  directories: [directory],
  reason: undefined,
  unified: directory,
  making: [call('mkdir', `"${directory}"`, '0755')],
  joining: [],
  limiting: [call('write', `"${directory}/memory.max"`, '"33554432"')],
};

describe('the commands of a script on the host', () => {
  it('hand the controllers of cgroup v2 down to the cgroup, limit it, and remove it', () => {
    expect(stepsText(outside(spec, cgroup)).split('\n').slice(1, 5)).toEqual([
      'for above in /sys/fs/cgroup /sys/fs/cgroup/learn-run; do mkdir -p "$above"; echo +memory >"$above/cgroup.subtree_control" 2>/dev/null || :; done',
      `mkdir -p ${directory}`,
      `trap 'rmdir ${directory}' EXIT`,
      `echo 33554432 >${directory}/memory.max`,
    ]);
  });

  it('make no cgroup where nothing is limited', () => {
    const text = stepsText(outside(spec, { ...cgroup, limiting: [] }));
    expect(text).not.toContain('cgroup');
    expect(text).toMatch(/^\( exec unshare --mount --user --pid --map-root-user sh -c /m);
  });
});
