import { expect, it } from 'vitest';
import { humanAge } from '../../../cli/terminal/human-age.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

it.each([
  [0, 'Less than a second ago'],
  [1, '1 second ago'],
  [59, '59 seconds ago'],
  [MINUTE, 'About a minute ago'],
  [59 * MINUTE, '59 minutes ago'],
  [HOUR, 'About an hour ago'],
  [2 * HOUR, '2 hours ago'],
  [47 * HOUR, '47 hours ago'],
  [3 * DAY, '3 days ago'],
  [15 * DAY, '2 weeks ago'],
  [90 * DAY, '3 months ago'],
  [800 * DAY, '2 years ago'],
])('%i seconds ago is written as docker does: %s', (seconds, text) => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(humanAge(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});

it('an image that does not say when it was made has no age', () => {
  expect(humanAge(undefined, 0)).toBe('N/A');
});
