import { describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { runReport } from '../../../cli/terminal/run-report.ts';
import type { RecordedRun } from '../../../engine/record/entry.ts';
import { header } from '../../engine/record/recording.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

async function report(...words: string[]) {
  const io = capturedIo();
  const code = await main(['report', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('learn-run report', () => {
  it('tells a run on a page of Markdown', async () => {
    const { code, stdout } = await report('hello-world');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# learn-run hello-world:latest\n/);
    expect(stdout).toMatch(/^\| Ended \| exit code 0 \|$/m);
    expect(stdout).toMatch(/^\| \d+\.\d \| \d+\.\d \| proveCleanup \| Nothing is left: /m);
    expect(stdout).toMatch(/^```text\n\nHello from learn-run!$/m);
  });

  it('says at which step a run has failed', async () => {
    expect((await report('--md', 'exec-failure')).stdout).toMatch(/\| startInit \| \*\*Failed:\*\* unable to start/);
  });

  it('tells the same to programs', async () => {
    const { stdout } = await report('--json', 'pull-error');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'run',
      isComplete: true,
      ending: expect.stringContaining('exit code 125'),
      steps: expect.arrayContaining([expect.objectContaining({ step: 'resolveIndex', hasFailed: true })]),
      output: { stdout: '', stderr: '' },
    });
  });

  it('refuses two formats at once, and a run that is not there', async () => {
    expect((await report('--md', '--json', 'hello-world')).stderr).toContain('cannot specify both');
    expect((await report('/nowhere.run')).code).toBe(1);
  });

  it('tells what was predicted, what happened, and why', () => {
    const prediction = { kind: 'prediction', name: 'blobs', question: 'How many?', choices: null } as const;
    const run: RecordedRun = {
      header,
      isComplete: true,
      head: '',
      entries: [
        { at: 1, ...prediction, given: '1', truth: '2', isRight: false, because: 'The config is one.' },
        { at: 2, ...prediction, question: 'Is it?', given: 'yes', truth: 'yes', isRight: true, because: 'It is.' },
        { at: 3, ...prediction, question: 'Who?', given: null, truth: null, isRight: false, because: '' },
        { at: 4, kind: 'end', exitCode: 0, error: null },
      ],
    };
    const text = runReport(run).join('\n');
    expect(text).toContain('## What was predicted\n\n1 of 3 right.\n');
    expect(text).toContain('| **wrong** | How many? | 1 | 2 | The config is one. |');
    expect(text).toContain('| right | Is it? | yes | yes | It is. |');
    expect(text).toContain('|  | Who? | no guess | not shown by this run |  |');
  });

  it('lets nothing that was recorded become Markdown, HTML or the end of a fence', () => {
    const data = Buffer.from('```\n<b>\x1b[31m').toString('base64');
    const run: RecordedRun = {
      header,
      isComplete: true,
      head: '',
      entries: [
        { at: 0, kind: 'call', call: 1, step: 'lookUpImage', input: {} },
        { at: 0, kind: 'evidence', call: 1, sentence: 'a | b <script> [x](y) `z`', facts: {}, check: [] },
        { at: 1, kind: 'done', call: 1 },
        { at: 1, kind: 'output', stream: 'stdout', data },
        { at: 1, kind: 'end', exitCode: 0, error: null },
      ],
    };
    const text = runReport(run).join('\n');
    expect(text).toContain('a \\| b \\<script\\> \\[x\\](y) \\`z\\`');
    expect(text).toContain('````text\n```\n<b>');
    expect(text).not.toContain('\x1b');
  });
});
