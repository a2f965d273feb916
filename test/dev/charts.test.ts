import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withCharts } from '../../.dev/charts.ts';

const readme = readFileSync(new URL('../../machines/README.md', import.meta.url), 'utf8');

describe('the pictures of the charts', () => {
  it('are as fresh as the charts (if not: npm run charts)', () => {
    expect(withCharts(readme)).toBe(readme);
  });

  it('cannot lose their place unnoticed', () => {
    expect(() => withCharts('no markers here')).toThrow('no markers for the chart "run"');
  });
});
