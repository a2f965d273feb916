import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../engine/json.ts';
import { FORMAT_VERSION, type RunHeader } from '../../../engine/record/entry.ts';
import { redactor } from '../../../engine/record/redact.ts';
import { RunWriter } from '../../../engine/record/run-writer.ts';
import { request } from '../../fixtures/run-values.ts';

export const header: RunHeader = {
  kind: 'run',
  format: FORMAT_VERSION,
  startedAt: '2026-01-02T03:04:05.000Z',
  versions: { learnRun: '0.1.0', node: 'v24.0.0' },
  host: { platform: 'linux', architecture: 'x64', kernel: '6.18.0', isRoot: true },
  request: request as unknown as Json,
  previousDigest: null,
  isDetailed: true,
};

/** A directory for run files, removed with the test. */
export class RunFiles {
  readonly directory = mkdtempSync(join(tmpdir(), 'learn-run-record-'));

  path(name = 'a.run'): string {
    return join(this.directory, name);
  }

  /** A writer whose clock stands still. */
  writer(name?: string, env: readonly string[] = []): RunWriter {
    return new RunWriter(this.path(name), header, { redact: redactor(env, 'hello-world'), now: () => 0 });
  }

  /** The bytes of a file that `tell` has written. */
  recorded(tell: (writer: RunWriter) => void): Buffer {
    const writer = this.writer();
    tell(writer);
    writer.close();
    return readFileSync(writer.file);
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A short run that came to its end. */
export function tellShortRun(writer: RunWriter): void {
  writer.write({ kind: 'call', call: 1, step: 'lookUpImage', input: {} });
  writer.write({ kind: 'evidence', call: 1, sentence: 'Es ist da: „ä“ ✓', facts: { a: [1, null] }, check: ['cat x'] });
  writer.writeOutput('stdout', Buffer.from([0, 255, 10]));
  writer.write({ kind: 'done', call: 1, output: { image: 'x' } });
  writer.end(0, null);
}
