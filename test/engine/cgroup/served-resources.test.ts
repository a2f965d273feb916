import { describe, expect, it } from 'vitest';
import { findHierarchies } from '../../../engine/cgroup/hierarchy.ts';
import { placeContainers } from '../../../engine/cgroup/placement.ts';
import { discardedText, withServedResources } from '../../../engine/cgroup/served-resources.ts';

const v1 = findHierarchies('32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory', '4:memory:/');
const v2 = findHierarchies('31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw', '0::/');
const asked = { memory: 1, memorySwappiness: 0 };

describe('limits that cgroups of this host do not have', () => {
  it("are passed over with docker's words where docker does so", () => {
    for (const canWrite of [true, false]) {
      const placement = placeContainers(v2, () => canWrite);
      expect(withServedResources({ resources: asked }, placement)).toEqual({
        resources: { memory: 1, memorySwappiness: undefined },
      });
      expect(discardedText({ resources: asked }, placement)).toMatch(
        /^WARNING: Your kernel .* Memory swappiness discarded\.$/,
      );
      expect(discardedText({ resources: { memory: 1 } }, placement)).toBe('');
    }
  });

  it('stay where they can be had, and where it is to be said that nothing can', () => {
    for (const canWrite of [true, false]) {
      const placement = placeContainers(v1, () => canWrite);
      expect([
        withServedResources({ resources: asked }, placement),
        discardedText({ resources: asked }, placement),
      ]).toEqual([{ resources: asked }, '']);
    }
  });
});
