import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLog } from '../../../engine/log/follow-log.ts';
import { fileSizeFor } from '../../../engine/log/log-config.ts';
import { entryHeader, FULL, type LogEntry, parseEntries } from '../../../engine/log/log-entry.ts';
import { LineSplitter, Tail } from '../../../engine/log/log-lines.ts';
import { LogWriter } from '../../../engine/log/log-writer.ts';
import { readLog } from '../../../engine/log/read-log.ts';
import fc from '../../fixtures/properties.ts';

const stream = fc.constantFrom('stdout' as const, 'stderr' as const);
const entry: fc.Arbitrary<LogEntry> = fc.record({
  time: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  stream,
  bytes: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
});
const encode = (entries: readonly LogEntry[]) => Buffer.concat(entries.flatMap((one) => [entryHeader(one), one.bytes]));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const written = () => Array.from(readLog(directory), ({ stream, bytes }) => [stream, bytes.toString()]);

describe('an entry of a log', () => {
  it('is read back as it was written, and what is not there whole is left for later', () => {
    fc.assert(
      fc.property(fc.array(entry), entry, fc.nat(), (entries, last, cut) => {
        const whole = encode(entries);
        const torn = encode([last]);
        const read = parseEntries(Buffer.concat([whole, torn.subarray(0, cut % torn.length)]));
        expect(read).toEqual({ entries, length: whole.length });
      }),
    );
  });

  it('is not looked for behind what no writer of ours has written', () => {
    expect(parseEntries(Buffer.alloc(64, 0xff))).toEqual({ entries: [], length: 64 });
  });
});

describe('a log', () => {
  it('holds what was appended, in its order, by whoever wrote it', () => {
    const first = new LogWriter(directory);
    first.append('stdout', Buffer.from('a'));
    first.append('stderr', Buffer.from('b'));
    first.close();
    const second = new LogWriter(directory);
    second.append('stdout', Buffer.from('c'));
    second.close();
    expect(written()).toEqual([
      ['stdout', 'a'],
      ['stderr', 'b'],
      ['stdout', 'c'],
    ]);
    expect(statSync(join(directory, 'log')).mode & 0o777).toBe(0o600);
  });

  it('keeps three files of ten megabytes and forgets what is older', () => {
    const writer = new LogWriter(directory);
    const piece = Buffer.alloc(1024 * 1024);
    for (let index = 0; index < 45; index += 1) writer.append('stdout', piece.fill(index));
    writer.close();
    expect(readdirSync(directory).sort()).toEqual(['log', 'log.1', 'log.2']);
    const kept = Array.from(readLog(directory), ({ bytes }) => bytes[0]);
    expect(kept).toEqual(Array.from({ length: 25 }, (_, index) => 20 + index));
    for (const name of ['log.1', 'log.2']) expect(statSync(join(directory, name)).size).toBeGreaterThanOrEqual(FULL);
  });

  it('keeps files of another size where that is asked for, and nothing where that is none', () => {
    const writer = new LogWriter(directory, fileSizeFor(300_000));
    const piece = Buffer.alloc(16 * 1024);
    for (let index = 0; index < 30; index += 1) writer.append('stdout', piece.fill(index));
    writer.close();
    expect(Array.from(readLog(directory), ({ bytes }) => bytes[0])).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    const nowhere = join(directory, 'nowhere');
    mkdirSync(nowhere);
    const silent = new LogWriter(nowhere, 0);
    silent.append('stdout', piece);
    silent.close();
    expect(readdirSync(nowhere)).toEqual([]);
  });

  it.each([
    [30 * 2 ** 20, FULL],
    [1, 64 * 1024],
    [3 * 100_000, 64 * 1024],
    [3 * 200_000, 3 * 64 * 1024],
    [2 ** 50, 0x7fff * 64 * 1024],
  ])('makes of %d bytes that are to be kept files of %d', (bytes, size) => {
    expect(fileSizeFor(bytes)).toBe(size);
  });

  it('goes on where its last entry was cut off by the end of its writer', () => {
    const writer = new LogWriter(directory);
    writer.append('stdout', Buffer.from('whole'));
    writer.append('stdout', Buffer.from('torn'));
    writer.close();
    truncateSync(join(directory, 'log'), statSync(join(directory, 'log')).size - 1);
    expect(written()).toEqual([['stdout', 'whole']]);
  });

  it('is followed through the change of its files until the container has ended', async () => {
    const writer = new LogWriter(directory);
    writer.append('stdout', Buffer.from('first'));
    let hasEnded = false;
    const seen: string[] = [];
    const piece = Buffer.alloc(6 * 1024 * 1024, 'x');
    const steps = [
      () => {
        for (const bytes of [piece, piece]) writer.append('stderr', bytes);
      },
      () => {
        writer.append('stdout', Buffer.from('last'));
        hasEnded = true;
      },
    ];
    for await (const entries of followLog(directory, { hasEnded: () => hasEnded })) {
      seen.push(...entries.map(({ bytes }) => (bytes.length > 100 ? 'piece' : bytes.toString())));
      if (entries.length > 0) steps.shift()?.();
    }
    writer.close();
    expect(seen).toEqual(['first', 'piece', 'piece', 'last']);
  });

  it('is followed from all that is there, in one batch, however many files that is', async () => {
    const writer = new LogWriter(directory);
    for (const letter of ['a', 'b', 'c']) writer.append('stdout', Buffer.alloc(FULL, letter));
    writer.append('stdout', Buffer.from('d'));
    writer.close();
    const { value: first } = await followLog(directory, { hasEnded: () => true }).next();
    expect(first.map(({ bytes }: LogEntry) => bytes.toString('utf8', 0, 1)).join('')).toBe('bcd');
  });

  it('begins with what comes from now on, where that is wanted', async () => {
    const writer = new LogWriter(directory);
    writer.append('stdout', Buffer.from('old'));
    let hasEnded = false;
    const seen: string[] = [];
    for await (const entries of followLog(directory, { hasEnded: () => hasEnded, isFromNow: true })) {
      seen.push(...entries.map(({ bytes }) => bytes.toString()));
      if (!hasEnded) writer.append('stdout', Buffer.from('new'));
      hasEnded = true;
    }
    writer.close();
    expect(seen).toEqual(['new']);
  });
});

describe('the lines of a log', () => {
  it('are those of each stream, however they were cut and mixed', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n')).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(stream, text)), (pieces) => {
        const splitter = new LineSplitter();
        const lines = pieces.flatMap(([stream, piece], index) =>
          splitter.push({ time: BigInt(index), stream, bytes: Buffer.from(piece) }),
        );
        expect(lines.every(({ bytes }) => bytes.indexOf(10) === bytes.length - 1)).toBe(true);
        const all = [...lines, ...splitter.rest()];
        for (const name of ['stdout', 'stderr'] as const) {
          const said = pieces.flatMap(([stream, piece]) => (stream === name ? [piece] : [])).join('');
          const told = all.flatMap(({ stream, bytes }) => (stream === name ? [bytes.toString()] : [])).join('');
          expect(told).toBe(said);
        }
      }),
    );
  });

  it('have the time at which they began', () => {
    const splitter = new LineSplitter();
    splitter.push({ time: 1n, stream: 'stdout', bytes: Buffer.from('be') });
    expect(splitter.push({ time: 2n, stream: 'stdout', bytes: Buffer.from('gun\nnext\n') })).toEqual([
      { time: 1n, stream: 'stdout', bytes: Buffer.from('begun\n') },
      { time: 2n, stream: 'stdout', bytes: Buffer.from('next\n') },
    ]);
  });

  it.each([0, 1, 3, 5000])('are the last %i of them where no more are wanted', (count) => {
    const tail = new Tail(count);
    const lines = Array.from({ length: 20_000 }, (_, index) => ({
      time: BigInt(index),
      stream: 'stdout' as const,
      bytes: Buffer.from('\n'),
    }));
    for (let at = 0; at < lines.length; at += 7) tail.push(lines.slice(at, at + 7));
    expect(tail.lines).toEqual(count === 0 ? [] : lines.slice(-count));
  });
});
