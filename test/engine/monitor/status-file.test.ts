import { describe, expect, it } from 'vitest';
import { formatStatus, parseStatus, STATUS_SIZE } from '../../../engine/monitor/status-file.ts';
import fc from '../../fixtures/properties.ts';

const time = fc.integer({ min: 1, max: 8_640_000_000_000 });
const ending = fc.oneof(
  fc.record({
    code: fc.integer({ min: 0, max: 255 }),
    signal: fc.constant(undefined),
    hasDumpedCore: fc.constant(false),
    time,
  }),
  fc.record({
    code: fc.constant(undefined),
    signal: fc.integer({ min: 1, max: 64 }),
    hasDumpedCore: fc.boolean(),
    time,
  }),
  fc.record({ code: fc.constant(undefined), signal: fc.constant(undefined), hasDumpedCore: fc.constant(false), time }),
);

describe('the file of how a container ended', () => {
  it('says again what was written', () => {
    fc.assert(
      fc.property(ending, (one) => {
        expect(parseStatus(formatStatus(one))).toMatchObject(one);
      }),
    );
  });

  it('says nothing before it was written, and nothing where it was cut off', () => {
    expect(parseStatus(Buffer.alloc(STATUS_SIZE))).toBeUndefined();
    expect(parseStatus(Buffer.alloc(STATUS_SIZE - 1, 1))).toBeUndefined();
  });

  it('tells what the container has used, as the kernel has it', () => {
    const bytes = formatStatus({ code: 0, signal: undefined, hasDumpedCore: false, time: 1 });
    // struct rusage: user and system time as seconds and microseconds, then the most memory in kilobytes.
    for (const [index, word] of [1n, 500_000n, 0n, 250n, 2048n].entries()) bytes.writeBigInt64LE(word, 128 + 8 * index);
    expect(parseStatus(bytes)!.usage).toEqual({ user: 1_500_000, system: 250, maxResident: 2048 * 1024 });
  });
});
