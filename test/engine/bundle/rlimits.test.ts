import { describe, expect, it } from 'vitest';
import { InvalidUlimit } from '../../../engine/bundle/errors.ts';
import { parseUlimit, processRlimits, RLIM_INFINITY } from '../../../engine/bundle/rlimits.ts';

describe('parseUlimit', () => {
  it.each([
    ['nofile=1024', 'RLIMIT_NOFILE', 1024, 1024],
    ['nofile=1024:2048', 'RLIMIT_NOFILE', 1024, 2048],
    ['core=0', 'RLIMIT_CORE', 0, 0],
    ['memlock=-1:-1', 'RLIMIT_MEMLOCK', RLIM_INFINITY, RLIM_INFINITY],
    ['stack=8:-1', 'RLIMIT_STACK', 8, RLIM_INFINITY],
  ])('reads %s', (text, type, soft, hard) => {
    expect(parseUlimit(text)).toEqual({ type, soft, hard });
  });

  it.each([
    ['nofile', 'invalid ulimit argument: nofile'],
    ['', 'invalid ulimit argument: '],
    ['foo=1', 'invalid ulimit type: foo'],
    ['constructor=1', 'invalid ulimit type: constructor'],
    ['NOFILE=1', 'invalid ulimit type: NOFILE'],
    ['nofile=2:1', 'ulimit soft limit must be less than or equal to hard limit: 2 > 1'],
    ['nofile=-1:5', 'ulimit soft limit must be less than or equal to hard limit: -1 > 5'],
    ['nofile=1:2:3', 'too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`'],
    ['nofile=a', 'invalid ulimit nofile=a: "a" is not a number'],
    ['nofile=', 'invalid ulimit nofile=: "" is not a number'],
    ['nofile=1:', 'invalid ulimit nofile=1:: "" is not a number'],
    ['nofile=-2', 'invalid ulimit nofile=-2: "-2" is not a number'],
    ['nofile=1e3', 'invalid ulimit nofile=1e3: "1e3" is not a number'],
    ['nofile=18446744073709551615', 'is not a number'],
  ])('refuses %j', (text, message) => {
    expect(() => parseUlimit(text)).toThrow(InvalidUlimit);
    expect(() => parseUlimit(text)).toThrow(message);
  });
});

describe('processRlimits', () => {
  it('sets the number of open files where nothing is asked', () => {
    expect(processRlimits([], 1_048_576).value).toEqual([{ type: 'RLIMIT_NOFILE', hard: 524_288, soft: 1024 }]);
  });

  it('asks for no more than the host allows', () => {
    expect(processRlimits([], 4096).value).toEqual([{ type: 'RLIMIT_NOFILE', hard: 4096, soft: 1024 }]);
    expect(processRlimits([], 512).value).toEqual([{ type: 'RLIMIT_NOFILE', hard: 512, soft: 512 }]);
    expect(processRlimits([], Number.POSITIVE_INFINITY).value[0]?.hard).toBe(524_288);
  });

  it('lets the last option of a name win, and says which limits are options', () => {
    const { value, origins } = processRlimits(['core=1', 'core=2', 'nproc=5'], 4096);
    expect(value).toEqual([
      { type: 'RLIMIT_NOFILE', hard: 4096, soft: 1024 },
      { type: 'RLIMIT_CORE', hard: 2, soft: 2 },
      { type: 'RLIMIT_NPROC', hard: 5, soft: 5 },
    ]);
    expect(Object.keys(origins)).toEqual(['', '/1', '/2']);
  });
});
