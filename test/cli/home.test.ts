import { describe, expect, it } from 'vitest';
import { homeOf } from '../../cli/home.ts';

describe('the home of the store', () => {
  it.each([
    [{ LEARN_RUN_HOME: '/a' }, 0, '/a'],
    [{ LEARN_RUN_HOME: '/a', HOME: '/h' }, 1000, '/a'],
    [{ HOME: '/root' }, 0, '/var/lib/learn-run'],
    [{ HOME: '/h' }, 1000, '/h/.local/share/learn-run'],
    [{ HOME: '/h', XDG_DATA_HOME: '/d' }, 1000, '/d/learn-run'],
    [{ HOME: '/h', XDG_DATA_HOME: 'relative' }, 1000, '/h/.local/share/learn-run'],
    [{ HOME: '/h', LEARN_RUN_HOME: '' }, 1000, '/h/.local/share/learn-run'],
  ])('with %o and uid %i is %s', (env, uid, home) => {
    expect(homeOf({ env, uid })).toBe(home);
  });

  it('is refused where no variable names one', () => {
    expect(() => homeOf({ env: {}, uid: 1000 })).toThrow('LEARN_RUN_HOME are all unset');
  });
});
