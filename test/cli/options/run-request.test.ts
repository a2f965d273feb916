import { describe, expect, it } from 'vitest';
import { checkedName } from '../../../cli/options/run-request.ts';

describe('the name of a container', () => {
  it('may have a slash before it, as in records of docker, and be as long as that of a file', () => {
    expect(checkedName('/web_1.a-b')).toBe('web_1.a-b');
    expect(checkedName('x'.repeat(255))).toHaveLength(255);
  });

  it.each(['', 'a', '/a', 'a b', '//ab', '-ab', 'a/b', 'x'.repeat(256)])('is refused where it is %j', (name) => {
    expect(() => checkedName(name)).toThrow('invalid container name');
  });
});
