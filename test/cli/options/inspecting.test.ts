import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/errors.ts';
import { inspecting } from '../../../cli/options/inspecting.ts';

describe('--inspect', () => {
  it('means our page unless another inspector is named', () => {
    const options = [undefined, true, 'page', 'xstate', 'stately'] as const;
    expect(options.map(inspecting)).toEqual([undefined, 'page', 'page', 'xstate', 'stately']);
  });

  it('refuses other names, and says which there are', () => {
    for (const name of ['other', '', 'XState', 'true']) {
      expect(() => inspecting(name)).toThrow(UsageError);
      expect(() => inspecting(name)).toThrow(/"--inspect" flag: must be "page", "xstate" or "stately"/);
    }
  });
});
