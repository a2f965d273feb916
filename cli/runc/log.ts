import { appendFileSync, writeSync } from 'node:fs';
import type { Log } from '../../engine/lifecycle/log.ts';
import { UsageMistake } from './errors.ts';

export type LogFormat = 'text' | 'json';
type Level = 'debug' | 'warning' | 'error';

export interface LogOptions {
  /** Path of the file; undefined for stderr. */
  readonly file: string | undefined;
  readonly format: LogFormat;
  readonly isDebug: boolean;
}

/**
 * The log in the form that those who call runtimes read: lines of JSON, or of `name=value`, with level, message and time.
 */
export class RuntimeLog implements Log {
  readonly #options: LogOptions;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  debug(message: string): void {
    if (this.#options.isDebug) this.#write('debug', message);
  }

  warn(message: string): void {
    this.#write('warning', message);
  }

  /**
   * Says why the command fails: in the log, and on stderr where that is another place.
   *
   * @param advice what to try: for a person alone, since who reads a log takes the last line for the reason
   */
  fail(message: string, advice?: string): void {
    const { file, format } = this.#options;
    this.#write('error', message);
    if (file !== undefined) writeAll(2, `${message}\n`);
    else if (advice && format === 'text') writeAll(2, `${advice}\n`);
  }

  /** The same for what the program could not be executed for: on stderr as a shell would say it. */
  failToExecute(message: string): void {
    if (this.#options.file !== undefined) this.#write('error', message);
    writeAll(2, `${message}\n`);
  }

  #write(level: Level, message: string): void {
    const { file, format } = this.#options;
    const line = format === 'json' ? jsonLine(level, message) : textLine(level, message);
    try {
      if (file === undefined) writeAll(2, line);
      else appendFileSync(file, line, { mode: 0o644 });
    } catch {
      // Who cannot be told by way of the log is told at least here.
      writeAll(2, line);
    }
  }
}

/** @throws UsageMistake */
export function parseLogFormat(text: string | undefined): LogFormat {
  if (text === undefined || text === 'text') return 'text';
  if (text === 'json') return 'json';
  throw new UsageMistake(`invalid log-format: ${text}, expected text or json`);
}

/** Where the log goes to, as crun has it too: `file:PATH`. @throws UsageMistake for the other kinds that crun has */
export function parseLogFile(text: string | undefined): string | undefined {
  if (!text || text === '/dev/stderr') return undefined;
  const [, kind, path] = /^([a-z]+):(.*)$/.exec(text) ?? [];
  if (kind === undefined) return text;
  if (kind !== 'file') throw new UsageMistake(`unknown log type ${kind}: expected a path, or file:PATH`);
  return path;
}

function jsonLine(level: Level, message: string): string {
  return `${JSON.stringify({ level, msg: message, time: now() })}\n`;
}

function textLine(level: Level, message: string): string {
  return `time="${now()}" level=${level} msg=${JSON.stringify(message)}\n`;
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Whatever a pipe takes at a time; who does not listen any more is not told. */
export function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(fd, bytes, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
