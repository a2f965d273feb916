import type { Json } from '../../engine/json.ts';
import type { Story, Told } from '../../machines/story.ts';
import { evidenceOf } from '../../machines/story.ts';
import { type Pane, paneOf } from './pane.ts';

type Output = Extract<Told, { kind: 'output' }>;

/** More of it than anybody scrolls through. */
const MOST_LINES = 2000;
const MOST_DUMPED = 512;

/** What the program has written so far: how much, on which stream, and which bytes. */
export function outputPane(story: Story): Pane {
  const written = story.told.filter((one) => one.kind === 'output');
  const isEmpty = written.length === 0;
  return paneOf({
    name: 'output',
    title: 'what the program wrote',
    badge: isEmpty ? undefined : story.badge,
    document: isEmpty ? undefined : documentOf(written),
    folded: ['/stdout/as bytes', '/stderr/as bytes'],
    meanings: MEANINGS,
    check: evidenceOf(story, 'attachStreams').flatMap(({ check }) => check),
    nothing: 'The program has written nothing so far.',
  });
}

const MEANINGS: Readonly<Record<string, string>> = {
  '/stdout': 'Standard output, descriptor 1: what the program is asked for.',
  '/stderr': 'Standard error, descriptor 2: what it has to say about that.',
  '/stdout/reads': 'How often something was taken from the pipe. Who writes fast is read in large pieces.',
  '/stderr/reads': 'How often something was taken from the pipe.',
  '/stdout/as bytes': 'The same as hexdump -C shows it. 0a is the end of a line.',
  '/stderr/as bytes': 'The same as hexdump -C shows it. 0a is the end of a line.',
};

function documentOf(written: readonly Output[]): Json {
  const streams = (['stdout', 'stderr'] as const).map((stream) => [
    stream,
    written.filter((one) => one.stream === stream),
  ]);
  return Object.fromEntries((streams as [string, Output[]][]).map(([stream, own]) => [stream, streamOf(own)]));
}

function streamOf(pieces: readonly Output[]): Json {
  if (pieces.length === 0) return 'nothing';
  const bytes = joined(pieces.map((piece) => piece.bytes));
  const lines = new TextDecoder().decode(bytes).split('\n');
  const isCut = lines.length > MOST_LINES || pieces.some(({ size, bytes: kept }) => kept.length < size);
  const shown = isCut ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  return {
    bytes: pieces.reduce((sum, { size }) => sum + size, 0),
    reads: pieces.length,
    text: shown.join('\n').replace(/\n$/, ''),
    'as bytes': dump(bytes.subarray(0, MOST_DUMPED)),
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** `00000000  48 65 6c 6c 6f 0a                                 |Hello.|`, as hexdump(1) -C. */
function dump(bytes: Uint8Array): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, at) => bytes.subarray(at * 16, at * 16 + 16));
  return rows.map((row, at) => `${hex(at * 16, 8)}  ${hexRow(row)}  |${textRow(row)}|`).join('\n');
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

const hexRow = (row: Uint8Array) =>
  [...row]
    .map((byte) => hex(byte, 2))
    .join(' ')
    .padEnd(47);

const textRow = (row: Uint8Array) =>
  [...row].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
