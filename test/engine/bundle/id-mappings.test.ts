import { describe, expect, it } from 'vitest';
import { canSetGroups, isMapped } from '../../../engine/bundle/id-mappings.ts';
import { mappings } from './input.ts';

describe('isMapped', () => {
  it('takes every id where there are no mappings', () => {
    expect(isMapped(4_000_000, undefined)).toBe(true);
  });

  it('takes the first and the last id of a range and none beyond', () => {
    const { uidMappings } = mappings(10);
    expect([0, 1, 9, 10].map((id) => isMapped(id, uidMappings))).toEqual([true, true, true, false]);
  });
});

describe('canSetGroups', () => {
  it('is allowed to root and to a caller with a range, not to a caller who maps only himself', () => {
    expect(canSetGroups(undefined)).toBe(true);
    expect(canSetGroups(mappings(65_536).gidMappings)).toBe(true);
    expect(canSetGroups(mappings(1).gidMappings)).toBe(false);
  });
});
