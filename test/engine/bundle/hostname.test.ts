import { describe, expect, it } from 'vitest';
import { InvalidHostname } from '../../../engine/bundle/errors.ts';
import { containerHostname } from '../../../engine/bundle/hostname.ts';
import { noOptions } from '../../fixtures/no-options.ts';
import { containerId } from './input.ts';

const hostname = (options: { hostname?: string; network?: 'none' | 'host' }) =>
  containerHostname({ ...noOptions, ...options }, containerId, 'host.example').value;

describe('containerHostname', () => {
  it('is the beginning of the id, or the host on the network of the host, or what is asked for', () => {
    expect(hostname({})).toBe('0123456789ab');
    expect(hostname({ hostname: '' })).toBe('0123456789ab');
    expect(hostname({ network: 'host' })).toBe('host.example');
    expect(hostname({ network: 'host', hostname: 'web-1' })).toBe('web-1');
  });

  it.each(['web', 'a..b', '-x', 'under_score', 'x'.repeat(64)])('takes %j as docker does', (text) => {
    expect(hostname({ hostname: text })).toBe(text);
  });

  it.each(['x'.repeat(65), 'a\nb', 'a b', 'a/b', '../x', 'a\0', 'ä', 'a\n'])('refuses %j', (text) => {
    expect(() => hostname({ hostname: text })).toThrow(InvalidHostname);
  });
});
