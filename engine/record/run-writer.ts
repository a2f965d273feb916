import { closeSync, openSync, writeSync } from 'node:fs';
import type { Json } from '../json.ts';
import { CHAIN_START, link } from './chain.ts';
import type { OutputStream, RecordedError, RunEvent, RunHeader } from './entry.ts';
import { packMember } from './members.ts';

/** The most bytes of each stream that are kept: enough for a lesson, and a run that writes for days fills no disk. */
export const OUTPUT_LIMIT = 1024 * 1024;
/** The largest document that is kept, in characters of JSON: a layer of 60,000 files has one of some five million. */
const DOCUMENT_LIMIT = 8 * 1024 * 1024;
/** How much is collected before it is written: bytes of output, and events. */
const BATCH = { bytes: 256 * 1024, events: 500 };
/** How long anything waits before it is written, in milliseconds: so much is lost where the recorder is killed. */
const LINGER = 50;

export interface RunWriterOptions {
  /** Takes the secrets out of what is recorded. */
  readonly redact: (value: Json) => Json;
  /** Milliseconds, from any start. */
  readonly now: () => number;
  /** The most bytes of each stream that are kept, where it is not the usual. */
  readonly outputLimit?: number | undefined;
}

/**
 * Writes a run file while the run goes on. What was recorded is in the file a moment later, so that the file
 * of a run that was killed ends with what was known. A recording never disturbs what it records: where the disk is full,
 * `failure` says so, and the rest is not kept.
 */
export class RunWriter {
  readonly file: string;
  readonly #options: RunWriterOptions;
  readonly #start: number;
  readonly #kept: Record<OutputStream, number> = { stdout: 0, stderr: 0 };
  #descriptor: number | undefined;
  #link = CHAIN_START;
  /** The first line, until it is written. */
  #head: RunHeader | undefined;
  #pending: { readonly at: number; readonly event: RunEvent }[] = [];
  #pendingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;

  /** Makes the file; one that exists is replaced. @throws Node's own error where that fails */
  constructor(file: string, header: RunHeader, options: RunWriterOptions) {
    this.file = file;
    this.#options = options;
    this.#start = options.now();
    // What a container printed is its owner's business alone.
    this.#descriptor = openSync(file, 'w', 0o600);
    this.#head = header;
    this.#linger();
    process.on('exit', this.#flush);
  }

  /** Why the file does not hold everything; undefined where it does. */
  get failure(): unknown {
    return this.#failure;
  }

  write(event: Exclude<RunEvent, { kind: 'output' | 'end' }>): void {
    this.#keep(event);
  }

  /** Keeps what the container wrote, up to the limit. */
  writeOutput(stream: OutputStream, chunk: Buffer): void {
    const { outputLimit = OUTPUT_LIMIT } = this.#options;
    const room = outputLimit - this.#kept[stream];
    if (room < 0) return;
    this.#kept[stream] += chunk.length;
    this.#pendingBytes += chunk.length;
    if (room > 0) this.#keep({ kind: 'output', stream, data: chunk.subarray(0, room).toString('base64') });
    if (chunk.length > room) {
      this.#kept[stream] = outputLimit + 1;
      this.#keep({ kind: 'outputOmitted', stream });
    }
  }

  /** Writes the last line and closes the file. Idempotent. */
  end(exitCode: number, error: RecordedError | null): void {
    if (this.#descriptor === undefined) return;
    this.#keep({ kind: 'end', exitCode, error });
    this.close();
  }

  /** Closes the file without a last line: the run is not over, but nobody will tell of it. Idempotent. */
  close(): void {
    this.#flush();
    process.off('exit', this.#flush);
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Only takes the event down: to make a line of it has time until the run waits for somebody else. */
  #keep(event: RunEvent): void {
    if (this.#descriptor === undefined) return;
    this.#pending.push({ at: Math.round((this.#options.now() - this.#start) * 10) / 10, event });
    if (this.#pendingBytes > BATCH.bytes || this.#pending.length > BATCH.events) this.#flush();
    else this.#linger();
  }

  #linger(): void {
    this.#timer ??= setTimeout(this.#flush, LINGER).unref();
  }

  /** The lines for everything that was kept since the last time. */
  #takeLines(): string[] {
    const head = this.#head && { ...this.#head, request: this.#options.redact(this.#head.request) };
    const values = [...(head ? [head] : []), ...this.#pending.map((kept) => this.#valueOf(kept))];
    this.#head = undefined;
    this.#pending = [];
    this.#pendingBytes = 0;
    return values.map((value) => {
      const { line, link: own } = link(this.#link, value);
      this.#link = own;
      return `${line}\n`;
    });
  }

  #valueOf({ at, event }: { readonly at: number; readonly event: RunEvent }): object {
    // The bytes of the output are the program's own words: they are replayed as they were.
    if (event.kind === 'output') return { at, ...event };
    const clean = bounded(this.#options.redact(event as unknown as Json) as unknown as RunEvent);
    // The words of the format itself are no secrets, even where somebody's variable has one of them.
    return { at, ...clean, kind: event.kind, ...('step' in event && { step: event.step }) };
  }

  readonly #flush = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#descriptor === undefined) return;
    try {
      const lines = this.#takeLines();
      if (lines.length === 0) return;
      const member = packMember(Buffer.from(lines.join('')));
      for (let at = 0; at < member.length; ) at += writeSync(this.#descriptor, member, at);
    } catch (error) {
      this.#failure = error;
      closeSync(this.#descriptor);
      this.#descriptor = undefined;
    }
  };
}

/** The event without the documents that nobody could read to their end. */
function bounded(event: RunEvent): RunEvent {
  if (event.kind !== 'evidence') return event;
  const facts = Object.entries(event.facts).map(([pane, document]) => {
    const { length } = JSON.stringify(document);
    return [pane, length > DOCUMENT_LIMIT ? `[not kept: ${length} characters]` : document] as const;
  });
  return { ...event, facts: Object.fromEntries(facts) };
}
