import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAIN_START, link } from '../../../engine/record/chain.ts';
import type { RecordedRun } from '../../../engine/record/entry.ts';
import { packMember, unpackMembers } from '../../../engine/record/members.ts';
import { parseRun, readRun } from '../../../engine/record/read-run.ts';
import fc from '../../fixtures/properties.ts';
import { header, RunFiles, tellShortRun } from './recording.ts';

const files = new RunFiles();
let packed: Buffer;
let text: Buffer;
let whole: RecordedRun;

beforeAll(() => {
  packed = files.recorded(tellShortRun);
  const unpacked = unpackMembers(packed, 1024 * 1024);
  if (typeof unpacked !== 'object') throw new Error('the fixture cannot be unpacked');
  text = unpacked.content;
  whole = parseRun(packed, 'a.run');
});
afterAll(() => files[Symbol.dispose]());

const parseText = (content: Buffer) => parseRun(packMember(content), 'a.run');

/** A file of lines that are chained as they should be, whatever they say. */
function chained(...values: object[]): Buffer {
  let previous = CHAIN_START;
  const lines = values.map((value) => {
    const linked = link(previous, value);
    previous = linked.link;
    return `${linked.line}\n`;
  });
  return Buffer.from(lines.join(''));
}

describe('readRun', () => {
  it('finds any byte of any line that was changed', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(text);
        changed[at]! ^= flip;
        // Without its last newline a file has ended too early, which is told in another way.
        if (at === text.length - 1) expect(parseText(changed).isComplete).toBe(false);
        else expect(() => parseText(changed)).toThrow(expect.objectContaining({ code: 'RUN_FILE_DAMAGED' }));
      }),
      { numRuns: 500 },
    );
  });

  it('shows nothing else than was recorded, whatever byte of the file was changed', () => {
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(packed);
        changed[at]! ^= flip;
        const read = readOrCode(changed);
        if (typeof read === 'string') expect(read).toBe('RUN_FILE_DAMAGED');
        // Some bits of a deflate stream mean nothing; what is read is then the very same.
        else expect(read.isComplete ? read : whole).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('finds a line that was taken out, added or moved', () => {
    const lines = text.toString().trimEnd().split('\n');
    const rearranged = [
      lines.toSpliced(2, 1),
      lines.toSpliced(3, 0, lines[2]!),
      lines.toSpliced(1, 2, lines[2]!, lines[1]!),
      lines.slice(1),
    ];
    for (const edited of rearranged) {
      expect(() => parseText(Buffer.from(`${edited.join('\n')}\n`))).toThrow('it is not as it was written');
    }
  });

  it('names the line', () => {
    const changed = text.toString().replace('"sentence":"Es', '"sentence":"Er');
    expect(() => parseText(Buffer.from(changed))).toThrow('a.run: line 3: it is not as it was written');
  });

  it('reads a file that was cut short as far as it goes, and says so', () => {
    for (let length = 1; length < packed.length; length++) {
      const read = readOrCode(packed.subarray(0, length));
      if (typeof read === 'string') continue;
      expect(read.isComplete).toBe(false);
      expect(whole.entries.slice(0, read.entries.length)).toEqual(read.entries);
    }
    const lines = text.toString().split('\n').slice(0, 3);
    expect(parseText(Buffer.from(`${lines.join('\n')}\n{"chain`))).toMatchObject({
      isComplete: false,
      entries: [{ kind: 'call' }, { kind: 'evidence' }],
    });
  });

  it('passes over kinds of lines that a later version may add', () => {
    const { entries } = parseText(chained(header, { at: 1, kind: 'weather', sun: true }));
    expect(entries).toHaveLength(1);
  });

  it.each([
    [{ at: 1, kind: 'evidence', call: 1, sentence: 'x', facts: null, check: [] }, 'the field "facts"'],
    [{ at: 1, kind: 'evidence', call: 1, sentence: 'x', facts: {}, check: [1] }, 'the field "check"'],
    [{ at: 1, kind: 'output', stream: 'stdin', data: '' }, 'the field "stream"'],
    [{ kind: 'end', exitCode: 0 }, 'the field "at"'],
    [{ at: 1 }, 'the field "kind"'],
  ])('refuses a line that is well chained and badly made: %j', (line, message) => {
    expect(() => parseText(chained(header, line))).toThrow(message);
  });

  it('refuses what is no run file, what is empty, and what is newer than itself', () => {
    const code = (content: Buffer) => readOrCode(content);
    expect(code(Buffer.from('hello'))).toBe('RUN_FILE_DAMAGED');
    expect(code(Buffer.alloc(0))).toBe('RUN_FILE_DAMAGED');
    expect(code(packMember(chained({ kind: 'walk' })))).toBe('RUN_FILE_DAMAGED');
    expect(code(packMember(chained({ ...header, format: 2 })))).toBe('RUN_FILE_TOO_NEW');
  });

  it('says of a file what keeps it from being read', () => {
    expect(() => readRun(files.path('none.run'))).toThrow(/cannot read the run file .*none\.run: ENOENT/);
    expect(() => readRun(files.directory)).toThrow(/EISDIR/);
    writeFileSync(files.path('b.run'), packed);
    expect(readRun(files.path('b.run')).head).toBe(whole.head);
  });
});

function readOrCode(bytes: Buffer): RecordedRun | string {
  try {
    return parseRun(bytes, 'a.run');
  } catch (error) {
    return (error as { code: string }).code;
  }
}
