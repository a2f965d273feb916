import { expect, it } from 'vitest';
import { goTime } from '../../../cli/terminal/go-time.ts';

it.each([
  ['2026-01-02T03:04:05.678Z', '2026-01-02 03:04:05 +0000 UTC'],
  ['2026-01-02T03:04:05Z', '2026-01-02 03:04:05 +0000 UTC'],
  ['2026-01-02T03:04:05.123456789+02:00', '2026-01-02 01:04:05 +0000 UTC'],
  ['never', ''],
])('prints %j as Go does: %j', (text, printed) => expect(goTime(text)).toBe(printed));
