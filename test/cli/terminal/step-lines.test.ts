import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { stepLines } from '../../../cli/terminal/step-lines.ts';
import { evidence, page } from '../../fixtures/pages.ts';
import { capturedOutput } from '../../fixtures/terminal.ts';

function stepper(answers?: string) {
  const stdin = new PassThrough();
  if (answers !== undefined) stdin.end(answers);
  const stdout = capturedOutput();
  const stderr = capturedOutput();
  const lines = stepLines({ answers: answers === undefined ? undefined : stdin, stdout, stderr });
  return { lines, stdout, stderr };
}

describe('stepping in a pipe', () => {
  it('reads one decision a line, and runs on where they end', async () => {
    const { lines } = stepper('\nn\n d \r\nr\nq\n');
    const decisions = [];
    for (let stop = 0; stop < 6; stop += 1) decisions.push(await lines.ask(page()));
    expect(decisions).toEqual(['next', 'next', 'detail', 'runOn', 'quit', 'runOn']);
  });

  it('says what it does not understand, and asks again', async () => {
    const { lines, stderr } = stepper('hm\nn\n');
    expect(await lines.ask(page())).toBe('next');
    expect(stderr.text()).toContain('I do not know "hm"');
  });

  it('makes whoever sends answers without end wait, and takes each of them in its turn', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          sent++;
          yield '\n';
        }
      })(),
    );
    const lines = stepLines({ answers: endless, stdout: capturedOutput(), stderr: capturedOutput() });
    for (let stop = 0; stop < 500; stop++) expect(await lines.ask(page())).toBe('next');
    expect(sent).toBeLessThan(2000);
    lines.close();
    endless.destroy();
  });

  it("asks nobody where stdin is the container's", async () => {
    expect(await stepper().lines.ask(page())).toBe('runOn');
  });

  it('prints one line for each thing found and each stop, and leaves stdout alone', async () => {
    const { lines, stdout, stderr } = stepper('\n');
    lines.tell(evidence());
    await lines.ask(page());
    await lines.finish(page({ step: undefined, description: 'Your shell sees exit code 0.' }));
    expect(stderr.text().split('\n')).toEqual([
      '[imageCheck] lookUpImage: REAL docker.io/library/hello-world:latest is not in the store.',
      '[containerCreation] prepareSnapshot: next: Stack the layers, read-only, and put an empty writable directory on top.',
      '[containerCreation] Your shell sees exit code 0.',
      '',
    ]);
    expect(stdout.text()).toBe('');
  });
});
