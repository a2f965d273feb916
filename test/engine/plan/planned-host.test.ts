import { describe, expect, it } from 'vitest';
import { plannedHost } from '../../../engine/plan/planned-host.ts';

describe('a host that is planned for', () => {
  it('has the same networks in every plan, whoever comes and goes meanwhile', async () => {
    const { networks } = plannedHost(undefined);
    const [first, second] = [await networks(), await networks()];
    expect(second).toBe(first);
    expect(first.occupied.every(({ length }) => length <= 32)).toBe(true);
    expect(await plannedHost(undefined).networks()).not.toBe(first);
  });
});
