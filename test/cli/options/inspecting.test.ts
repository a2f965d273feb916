import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/errors.ts';
import { inspecting, sharing } from '../../../cli/options/inspecting.ts';

describe('--inspect', () => {
  it('means our page unless another inspector is named', () => {
    const options = [{}, ...([true, 'page', 'xstate', 'stately'] as const).map((inspect) => ({ inspect }))];
    const expected = [undefined, 'page', 'page', 'xstate', 'stately'];
    expect(options.map((option) => inspecting(option).inspector)).toEqual(expected);
  });

  it('refuses other names, and says which there are', () => {
    for (const inspect of ['other', '', 'XState', 'true']) {
      expect(() => inspecting({ inspect })).toThrow(UsageError);
      expect(() => inspecting({ inspect })).toThrow(/"--inspect" flag: must be "page", "xstate" or "stately"/);
    }
  });
});

describe('--share', () => {
  it('is off by default, and means our page where it is on', () => {
    expect(inspecting({ inspect: true }).share).toBeUndefined();
    expect(inspecting({ share: true })).toMatchObject({ inspector: 'page', share: { address: undefined } });
  });

  it.each([
    ['192.168.1.5', '192.168.1.5', undefined],
    ['192.168.1.5:4000', '192.168.1.5', 4000],
    [':4000', undefined, 4000],
    ['127.0.0.1', '127.0.0.1', undefined],
    ['fd00::2', 'fd00::2', undefined],
    ['[fd00::2]', 'fd00::2', undefined],
    ['[fd00::2]:80', 'fd00::2', 80],
  ])('takes %s', (option, address, port) => {
    expect(sharing(option)).toEqual({ address, port });
  });

  it.each([
    '',
    ':',
    ':0',
    ':65536',
    'localhost',
    'eth0',
    '192.168.1.5:',
    '192.168.1',
    '[]:80',
    '[192.168.1.5:80',
    '1.2.3.4:x',
  ])('refuses %j, and says what it takes', (option) => {
    expect(() => sharing(option)).toThrow(/"--share" flag: must be an IP address of this machine/);
  });

  it('refuses to be given together with the inspector of others', () => {
    expect(() => inspecting({ share: true, inspect: 'xstate' })).toThrow(/--share is for learn-run's own page/);
  });
});
