import { describe, expect, it } from 'vitest';
import { readFilters } from '../../../cli/options/filters.ts';
import { pruneFilter } from '../../../cli/options/prune-filter.ts';

const NOW = Date.parse('2026-01-02T12:00:00Z');
const ALL = [
  { name: 'plain', labels: {}, createdAt: '2026-01-02T11:59:00Z' },
  { name: 'red', labels: { color: 'red' }, createdAt: '2026-01-02T10:00:00Z' },
  { name: 'big', labels: { color: 'red', size: 'big' }, createdAt: '2026-01-01T00:00:00Z' },
];

function pruned(...texts: string[]): string[] {
  const option = { flag: '--filter', command: 'container prune', names: ['until', 'label', 'label!'] };
  const isPruned = pruneFilter(readFilters(texts, option), option.command, NOW);
  return ALL.filter(isPruned).map(({ name }) => name);
}

describe('filters of prune', () => {
  it.each([
    [[], ['plain', 'red', 'big']],
    [['label=color'], ['red', 'big']],
    [['label=color=red', 'label=size=big'], ['big']],
    [['label!=color'], ['plain']],
    [
      ['label!=color', 'label!=size'],
      ['plain', 'red'],
    ],
    [['label=color', 'label!=size=big'], ['red']],
    [['until=1h'], ['red', 'big']],
    [['until=2026-01-01T12:00:00Z'], ['big']],
    [['until=24h', 'label=nope'], []],
  ])('%j leave %j to be removed', (texts, names) => {
    expect(pruned(...texts)).toEqual(names);
  });

  it.each([
    [['until=x'], "invalid filter 'until=x': expected a time"],
    [['until='], "invalid filter 'until=': expected a time"],
    [['until=1h', 'until=2h'], 'more than one until filter specified'],
    [['name=x'], "invalid filter 'name': expected one of until, label, label!"],
    [['x'], 'invalid argument "x" for "--filter" flag: bad format of filter (expected name=value)'],
  ])('are not %j', (texts, message) => {
    expect(() => pruned(...texts)).toThrow(message);
  });
});
