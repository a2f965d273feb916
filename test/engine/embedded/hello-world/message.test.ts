import { describe, expect, it } from 'vitest';
import { MESSAGE } from '../../../../engine/embedded/hello-world/message.ts';
import { LIFECYCLE } from '../../../../machines/steps.ts';

describe('MESSAGE', () => {
  it('greets first, between an empty line at the beginning and one at the end', () => {
    expect(MESSAGE).toMatch(/^\nHello from learn-run!\n/);
    expect(MESSAGE).toMatch(/\n\n$/);
  });

  it('fits a small terminal, in plain ASCII', () => {
    const lines = MESSAGE.split('\n').slice(0, -1);
    expect(lines.length).toBeLessThanOrEqual(22);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(78);
    expect(MESSAGE).toMatch(/^[\n -~]*$/);
  });

  it('names the six lifecycle states in their order', () => {
    expect([...MESSAGE.matchAll(/^ \d\. (\w+)/gm)].map(([, state]) => state)).toEqual(LIFECYCLE);
  });
});
