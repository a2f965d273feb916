import { describe, expect, it } from 'vitest';
import { logConfig } from '../../../cli/options/logging.ts';
import { FULL } from '../../../engine/log/log-entry.ts';

const MEGABYTE = 2 ** 20;
const config = (logDriver: string | undefined, ...logOpt: string[]) =>
  logConfig({ logOpt, ...(logDriver !== undefined && { logDriver }) });

describe('what is kept of the output of a container', () => {
  it('is not on record where nothing was said, and is nothing at all with none', () => {
    expect([config(undefined), config('')]).toEqual([undefined, undefined]);
    expect(config('none')).toEqual({ driver: 'none', options: {}, fileSize: 0 });
    expect(config('json-file')?.fileSize).toBe(FULL);
    expect(config('local')?.driver).toBe('local');
  });

  it.each([
    [['max-size=3m'], MEGABYTE],
    [['max-size=3m', 'max-file=2'], 2 * MEGABYTE],
    [['max-file=6'], 2 * FULL],
    [['max-size=1m', 'max-size=6m'], 2 * MEGABYTE],
    [['max-size=1'], 64 * 1024],
  ])('is with %j as much as so many files have, in three', (options, fileSize) => {
    expect(config(undefined, ...options)?.fileSize).toBe(fileSize);
  });

  it('is of a size alone what docker keeps with the driver', () => {
    expect(config('json-file', 'max-size=3m')?.fileSize).toBe(MEGABYTE);
    expect(config('local', 'max-size=3m')?.fileSize).toBe(5 * MEGABYTE);
  });

  it.each([
    ['foo', [], 'error looking up logging plugin foo: expected one of json-file, local, none'],
    ['none', ['max-size=1m'], 'invalid logging opts for driver none'],
    ['json-file', ['foo=1'], "unknown log opt 'foo' for json-file log driver: expected one of max-size, max-file"],
    ['local', ['max-size'], 'max-size=: invalid size'],
    ['local', ['max-size=0'], 'max-size must be a positive number'],
    ['local', ['max-size=-1'], 'max-size=-1: invalid size'],
    ['json-file', ['max-file=0'], 'max-file cannot be less than 1'],
    ['json-file', ['max-file=x'], 'max-file=x: expected a number'],
  ])('is refused with the driver %s and %j', (driver, options, message) => {
    expect(() => config(driver, ...options)).toThrow(message);
  });
});
