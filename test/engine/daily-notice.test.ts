import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayMention } from '../../engine/daily-notice.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('a notice of what the host lacks', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'learn-run-notice-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('comes once a day for each topic', () => {
    const ask = (topic: string, now?: number) => mayMention(home, topic, now);
    expect([ask('no-network'), ask('no-network'), ask('in-memory')]).toEqual([true, false, true]);
    expect(ask('no-network', Date.now() + DAY + 60_000)).toBe(true);
  });

  it('comes again where the clock was set back', () => {
    mayMention(home, 'no-network');
    expect(mayMention(home, 'no-network', Date.now() - DAY)).toBe(true);
  });

  it('needs no home that can be written', () => {
    expect(mayMention(join(home, 'nowhere'), 'no-network')).toBe(true);
  });
});
