import { describe, expect, it } from 'vitest';
import { parseBoundingSet, parseNofileHardLimit, readHostFacts } from '../../../engine/bundle/host-facts.ts';

describe('readHostFacts', () => {
  it.skipIf(process.platform !== 'linux')('reads this host (Linux only)', () => {
    const facts = readHostFacts();
    expect(facts.hostname).not.toBe('');
    expect(facts.nofileHardLimit).toBeGreaterThan(0);
    expect(facts.availableCapabilities).toBeGreaterThanOrEqual(0n);
  });

  it('finds the hard limit of open files', () => {
    const limits = 'Limit  Soft Limit  Hard Limit  Units\nMax open files            1024      524288     files     \n';
    expect(parseNofileHardLimit(limits)).toBe(524_288);
    expect(parseNofileHardLimit('Max open files   1024   unlimited   files')).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds the bounding set', () => {
    expect(parseBoundingSet('CapEff:\t0\nCapBnd:\t00000000a80425fb\nCapAmb:\t0\n')).toBe(0xa80425fbn);
    expect(parseBoundingSet('')).toBe(2n ** 64n - 1n);
  });
});
