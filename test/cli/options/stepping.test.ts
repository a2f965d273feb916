import { describe, expect, it } from 'vitest';
import { type SteppingOptions, stepping } from '../../../cli/options/stepping.ts';

const of = (options: Partial<SteppingOptions>) => stepping({ break: [], ...options });

describe('the options about stepping', () => {
  it('ask for nothing where there are none', () => expect(of({})).toBeUndefined());

  it.each([
    [{ step: true }, 'lifecycle'],
    [{ step: 'detail' }, 'detail'],
    [{ step: 'syscall' }, 'syscall'],
    [{ predict: true }, 'lifecycle'],
    [{ auto: '2' }, 'lifecycle'],
    [{ present: true }, 'lifecycle'],
    [{ break: ['startInit'] }, 'none'],
    [{ breakOnError: true }, 'none'],
    [{ breakOnError: true, step: true }, 'lifecycle'],
    [{ break: ['startInit'], step: 'detail' }, 'detail'],
  ] as const)('%j stops at the grain %s', (options, grain) => {
    expect(of(options)).toMatchObject({ grain });
  });

  it('are read: breakpoints, errors, seconds, questions', () => {
    const options = { break: ['startInit', 'syscall:mount'], breakOnError: true, auto: '0.5', predict: 'all' } as const;
    expect(of(options)).toEqual({
      grain: 'none',
      breakpoints: ['startInit', 'syscall:mount'],
      breaksOnError: true,
      auto: 0.5,
      predict: 'all',
    });
  });

  it.each([
    [{ step: 'often' }, /must be "detail" or "syscall"/],
    [{ break: ['nowhere'] }, /there is no such step/],
    [{ break: ['syscall:'] }, /there is no such step/],
    [{ break: ['syscall:pivotroot'] }, /init makes no such system call/],
    [{ auto: '0' }, /more than 0/],
    [{ auto: 'soon' }, /expected seconds/],
    [{ auto: '3601' }, /at most 3600/],
    [{ auto: '-1' }, /expected seconds/],
    [{ predict: 'some' }, /must be "all"/],
    [{ json: true }, /it needs --step/],
  ] as const)('%j is refused', (options, reason) => {
    expect(() => of(options as Partial<SteppingOptions>)).toThrow(reason);
  });
});
