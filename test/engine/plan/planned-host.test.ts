import { describe, expect, it } from 'vitest';
import { plannedHost, usualHost } from '../../../engine/plan/planned-host.ts';

describe('a host that is planned for', () => {
  it('has the same networks in every plan, whoever comes and goes meanwhile', async () => {
    const { networks } = plannedHost(undefined);
    const [first, second] = [await networks(), await networks()];
    expect(second).toBe(first);
    expect(first.occupied.every(({ length }) => length <= 32)).toBe(true);
    expect(await plannedHost(undefined).networks()).not.toBe(first);
  });

  it('has a range of ids for who asks what options do, and says so where he has one id alone', () => {
    const own = { uidMappings: [{ containerID: 0, hostID: 1, size: 1 }], gidMappings: [] };
    const { idMappings, assumptions } = usualHost(own);
    expect(idMappings!.uidMappings.at(-1)).toEqual({ containerID: 1, hostID: 100_000, size: 65_536 });
    expect(idMappings!.gidMappings).toHaveLength(2);
    expect(assumptions).toEqual([expect.stringContaining('a range of ids')]);
    const ranged = { uidMappings: [...own.uidMappings, { containerID: 1, hostID: 5, size: 9 }], gidMappings: [] };
    for (const mappings of [ranged, undefined])
      expect(usualHost(mappings)).toMatchObject({ idMappings: mappings, assumptions: [] });
  });
});
