import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { CHAIN_START, unlink } from './chain.ts';
import { FORMAT_VERSION, type RecordedRun, type RunEntry, type RunHeader } from './entry.ts';
import { flawOf } from './entry-shape.ts';
import { RunFileDamaged, RunFileTooLarge, RunFileTooNew, RunFileUnusable } from './errors.ts';
import { unpackMembers } from './members.ts';

/** Many times what a recording of the largest image comes to; a file that grows beyond it wants to fill the memory. */
const CONTENT_LIMIT = 256 * 1024 * 1024;
const FILE_LIMIT = 64 * 1024 * 1024;

/**
 * The run that a file tells of. A file that ends too early is read as far as it goes; `isComplete` tells.
 *
 * @throws RunFileDamaged where anything in it is not as it was written
 * @throws RunFileTooNew, RunFileTooLarge, RunFileUnusable
 */
export function readRun(file: string): RecordedRun {
  return parseRun(readBounded(file), file);
}

/**
 * The same from the bytes of a file.
 *
 * @param file its name, for errors
 */
export function parseRun(packed: Buffer, file: string): RecordedRun {
  const unpacked = unpackMembers(packed, CONTENT_LIMIT);
  if (unpacked === 'too large') throw new RunFileTooLarge(file, CONTENT_LIMIT);
  if (unpacked === undefined) throw new RunFileDamaged(file, 'this is no run file, or one that was changed');
  const [first, ...values] = chained(unpacked.content, file);
  if (first === undefined) throw new RunFileDamaged(file, 'it holds not even one whole line');
  const header = headerOf(first.value, file);
  const entries = values.map(({ value }, index) => entryOf(value, file, index + 2));
  const ends = unpacked.isWhole && entries.at(-1)?.kind === 'end' && unpacked.content.at(-1) === NEWLINE;
  return { header, entries, isComplete: ends, head: (values.at(-1) ?? first).link };
}

function readBounded(file: string): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    if (fstatSync(descriptor).size > FILE_LIMIT) throw new RunFileTooLarge(file, FILE_LIMIT);
    return readFileSync(descriptor);
  } catch (error) {
    throw error instanceof RunFileTooLarge ? error : new RunFileUnusable('read', file, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const NEWLINE = 0x0a;

/** The values of all lines that end, each checked against the link before it. */
function chained(content: Buffer, file: string): { readonly value: object; readonly link: string }[] {
  const found: { value: object; link: string }[] = [];
  let previous = CHAIN_START;
  for (
    let start = 0, end = content.indexOf(NEWLINE);
    end !== -1;
    start = end + 1, end = content.indexOf(NEWLINE, start)
  ) {
    const line = found.length + 1;
    const unlinked = unlinkBytes(previous, content.subarray(start, end));
    if (unlinked === undefined) throw new RunFileDamaged(file, 'it is not as it was written', { line });
    previous = unlinked.link;
    found.push(unlinked);
  }
  return found;
}

function unlinkBytes(previous: string, bytes: Buffer): ReturnType<typeof unlink> {
  try {
    return unlink(previous, bytes);
  } catch {
    return undefined;
  }
}

function entryOf(value: object, file: string, line: number): RunEntry {
  const flaw = flawOf(value);
  if (flaw !== undefined)
    throw new RunFileDamaged(file, `the field ${JSON.stringify(flaw)} is missing or of another type`, { line });
  return value as RunEntry;
}

function headerOf(value: object, file: string): RunHeader {
  const header = value as RunHeader;
  if (
    header.kind !== 'run' ||
    typeof header.format !== 'number' ||
    !header.request ||
    !header.host ||
    !header.versions
  ) {
    throw new RunFileDamaged(file, 'the first line is not the head of a run file', { line: 1 });
  }
  if (header.format > FORMAT_VERSION) throw new RunFileTooNew(file, header.format, FORMAT_VERSION);
  return header;
}
