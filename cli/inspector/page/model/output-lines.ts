import type { OutputStream } from '../../../../engine/record/entry.ts';
import type { Chronicle, Moment } from './chronicle.ts';

/** A piece of what the program wrote: as much of a line as one stream wrote without the other. */
export interface OutputLine {
  readonly stream: OutputStream;
  readonly text: string;
  /** Milliseconds since the run began. */
  readonly at: number;
  readonly sequence: number;
}

export interface Output {
  readonly lines: readonly OutputLine[];
  readonly bytes: Readonly<Record<OutputStream, number>>;
  /** Where more was written than is kept. */
  readonly omitted: readonly OutputStream[];
}

/** What the program wrote, line by line, in the order in which it came. */
export function outputOf(chronicle: Chronicle, moment: Moment): Output {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const bytes = { stdout: 0, stderr: 0 };
  const lines: OutputLine[] = [];
  for (const { stream, data, at, sequence } of chronicle.of('output', moment)) {
    const chunk = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    bytes[stream] += chunk.length;
    const text = decoders[stream].decode(chunk, { stream: true });
    for (const piece of text.split(/(?<=\n)/)) {
      const last = lines.at(-1);
      if (last?.stream === stream && !last.text.endsWith('\n'))
        lines[lines.length - 1] = { ...last, text: last.text + piece };
      else lines.push({ stream, text: piece, at, sequence });
    }
  }
  return { lines, bytes, omitted: chronicle.of('outputOmitted', moment).map(({ stream }) => stream) };
}
