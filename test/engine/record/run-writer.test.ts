import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../engine/json.ts';
import { readRun } from '../../../engine/record/read-run.ts';
import { OUTPUT_LIMIT, RunWriter } from '../../../engine/record/run-writer.ts';
import { header, RunFiles, tellShortRun } from './recording.ts';

const files = new RunFiles();
afterAll(() => files[Symbol.dispose]());

describe('RunWriter', () => {
  it('writes what is read back, output byte for byte', () => {
    const writer = files.writer('short.run');
    tellShortRun(writer);
    const { header: read, entries, isComplete } = readRun(writer.file);
    expect(read.startedAt).toBe(header.startedAt);
    expect(entries.map(({ kind }) => kind)).toEqual(['call', 'evidence', 'output', 'done', 'end']);
    expect(entries[2]).toMatchObject({ stream: 'stdout', data: Buffer.from([0, 255, 10]).toString('base64') });
    expect(isComplete).toBe(true);
  });

  it('lets nobody else read what a container has printed', () => {
    expect(statSync(files.path('short.run')).mode & 0o777).toBe(0o600);
  });

  it('keeps no value of a variable that the container was handed', () => {
    const writer = files.writer('secret.run', ['TOKEN=abcdefgh']);
    writer.write({
      kind: 'evidence',
      call: 1,
      sentence: 'x abcdefgh',
      facts: { env: ['TOKEN=abcdefgh'] },
      check: ['abcdefgh'],
    });
    writer.end(1, { message: 'not abcdefgh', hint: 'abcdefgh' });
    expect(JSON.stringify(readRun(writer.file).entries)).not.toContain('abcdefgh');
  });

  it('keeps its own words, even where a variable has one of them as its value', () => {
    const writer = files.writer('words.run', ['A=evidence', 'B=lookUpImage']);
    tellShortRun(writer);
    expect(readRun(writer.file).entries.slice(0, 2)).toMatchObject([{ step: 'lookUpImage' }, { kind: 'evidence' }]);
  });

  it('keeps the first bytes of each stream, and says that it left out the rest', () => {
    const writer = files.writer('long.run');
    const half = Buffer.alloc(OUTPUT_LIMIT * 0.75, 'x');
    for (const chunk of [half, half, half]) writer.writeOutput('stdout', chunk);
    writer.writeOutput('stderr', Buffer.from('short'));
    writer.end(0, null);
    const outputs = readRun(writer.file).entries.map((entry) =>
      entry.kind === 'output' ? [entry.stream, Buffer.from(entry.data, 'base64').length] : [entry.kind],
    );
    expect(outputs).toEqual([
      ['stdout', half.length],
      ['stdout', OUTPUT_LIMIT - half.length],
      ['outputOmitted'],
      ['stderr', 5],
      ['end'],
    ]);
  });

  it('keeps no output where none is to be kept, and says so once for each stream', () => {
    const options = { redact: (value: Json) => value, now: () => 0, outputLimit: 0 };
    const writer = new RunWriter(files.path('silent.run'), header, options);
    for (const stream of ['stdout', 'stdout', 'stderr'] as const) writer.writeOutput(stream, Buffer.from('secret'));
    writer.end(0, null);
    expect(readRun(writer.file).entries.map((entry) => [entry.kind, 'stream' in entry && entry.stream])).toEqual([
      ['outputOmitted', 'stdout'],
      ['outputOmitted', 'stderr'],
      ['end', false],
    ]);
  });

  it('keeps documents of any sensible size, and names those that it does not', () => {
    const writer = files.writer('documents.run');
    const facts = { small: 'x', large: 'x'.repeat(9 * 1024 * 1024) };
    writer.write({ kind: 'evidence', call: 1, sentence: '', facts, check: [] });
    writer.end(0, null);
    expect(readRun(writer.file).entries[0]).toMatchObject({
      facts: { small: 'x', large: '[not kept: 9437186 characters]' },
    });
  });

  it('leaves, where it is killed, a file with all but the last moment', () => {
    const file = files.path('killed.run');
    const ready = spawnSync(process.execPath, ['--input-type=module', '-e', killedWriter(file)]);
    expect(ready.signal).toBe('SIGKILL');
    const { entries, isComplete } = readRun(file);
    expect(entries.map(({ kind }) => kind)).toEqual(['call']);
    expect(isComplete).toBe(false);
  });

  it('leaves, where the program ends by a mistake, a file with everything', () => {
    const file = files.path('thrown.run');
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', throwingWriter(file)]).status).not.toBe(0);
    expect(readRun(file).entries.map(({ kind }) => kind)).toEqual(['call']);
  });

  it.skipIf(!existsSync('/dev/full'))('disturbs nothing where the disk is full (needs /dev/full)', () => {
    const writer = files.writer('../../dev/full');
    tellShortRun(writer);
    expect(writer.failure).toMatchObject({ code: 'ENOSPC' });
  });

  it('needs no more than a few kilobytes for a short run', () => {
    expect(readFileSync(files.path('short.run')).length).toBeLessThan(1500);
  });
});

const prologue = (file: string) => `
  import { RunWriter } from ${JSON.stringify(new URL('../../../engine/record/run-writer.ts', import.meta.url).href)};
  import { existsSync, statSync } from 'node:fs';
  const file = ${JSON.stringify(file)};
  const header = ${JSON.stringify(header)};
  const writer = new RunWriter(file, header, { redact: (value) => value, now: () => 0 });
  writer.write({ kind: 'call', call: 1, step: 'lookUpImage', input: {} });`;

/** Ends itself without a last word as soon as something is in the file. */
const killedWriter = (file: string) => `${prologue(file)}
  setInterval(() => statSync(file).size > 0 && process.kill(process.pid, 'SIGKILL'), 5);`;

const throwingWriter = (file: string) => `${prologue(file)}
  throw new Error('a mistake');`;
