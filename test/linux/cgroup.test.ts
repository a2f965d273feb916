import { describe, expect, it } from 'vitest';
import { findHierarchies, readHierarchies } from '../../engine/cgroup/hierarchy.ts';
import { cgroupFor, placeContainers } from '../../engine/cgroup/placement.ts';
import { placement, SCENARIOS } from '../fixtures/cgroup-scenarios.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';

const why = whyNoContainers ?? (placement.parent === undefined ? placement.reason : undefined);

describe.skipIf(why)(`a container's cgroup (${readHierarchies().version})${why ? `: ${why}` : ''}`, () => {
  it.each(SCENARIOS)('%s', async (_, run) => run());
});

describe('a host without cgroups', () => {
  const nowhere = placeContainers(findHierarchies('', ''));

  it('runs containers without limits', () => {
    expect(cgroupFor(nowhere, 'id', undefined)).toBeUndefined();
  });

  it('refuses limits, and says why', () => {
    expect(() => cgroupFor(nowhere, 'id', { memory: { limit: 1e8 } })).toThrow(
      'cannot limit memory here: no cgroup file system is mounted',
    );
  });
});
