import { describe, expect, it } from 'vitest';
import { restartPolicy } from '../../../cli/options/restart.ts';

describe('restartPolicy', () => {
  it.each([
    [undefined, undefined],
    ['no', undefined],
    ['', undefined],
    ['no:0', undefined],
    ['always', { name: 'always', maximumRetryCount: 0 }],
    ['always:0', { name: 'always', maximumRetryCount: 0 }],
    ['unless-stopped', { name: 'unless-stopped', maximumRetryCount: 0 }],
    ['on-failure', { name: 'on-failure', maximumRetryCount: 0 }],
    ['on-failure:', { name: 'on-failure', maximumRetryCount: 0 }],
    ['on-failure:5', { name: 'on-failure', maximumRetryCount: 5 }],
  ])('reads %s', (text, policy) => {
    expect(restartPolicy(text)).toEqual(policy);
  });

  it.each([
    ['sometimes', "unknown policy 'sometimes'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"],
    ['Always', "unknown policy 'Always'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"],
    ['always:3', "maximum retry count can only be used with 'on-failure'"],
    ['no:3', "maximum retry count can only be used with 'on-failure'"],
    ['unless-stopped:-1', "maximum retry count can only be used with 'on-failure' and cannot be negative"],
    ['on-failure:-1', 'maximum retry count cannot be negative'],
  ])("refuses %s in docker's words", (text, reason) => {
    expect(() => restartPolicy(text)).toThrow(`invalid restart policy: ${reason}`);
  });

  it.each([
    [':3', 'no policy provided before colon'],
    ['on-failure:x', 'maximum retry count must be an integer'],
    ['on-failure:1.5', 'maximum retry count must be an integer'],
    ['on-failure:1:2', 'maximum retry count must be an integer'],
  ])('refuses the form of %s', (text, reason) => {
    expect(() => restartPolicy(text)).toThrow(`invalid restart policy format: ${reason}`);
  });
});
