import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type StepLinesOptions, stepLines } from '../../../cli/terminal/step-lines.ts';
import { evidence, page } from '../../fixtures/pages.ts';
import { deeds, lessonOf } from '../../fixtures/stepping.ts';
import { capturedOutput } from '../../fixtures/terminal.ts';

function stepper(answers?: string, options: Partial<StepLinesOptions> = {}) {
  const stdin = new PassThrough();
  if (answers !== undefined) stdin.end(answers);
  const stdout = capturedOutput();
  const stderr = capturedOutput();
  const own = deeds();
  const lines = stepLines({
    answers: answers === undefined ? undefined : stdin,
    stdout,
    stderr,
    lessonOf,
    deeds: own,
    ...options,
  });
  return { lines, stdout, stderr, deeds: own };
}

describe('stepping in a pipe', () => {
  it('reads one decision a line, and runs on where they end', async () => {
    const { lines } = stepper('\nn\n d \r\nr\nq\n');
    const decisions = [];
    for (let stop = 0; stop < 6; stop += 1) decisions.push(await lines.ask(page()));
    expect(decisions).toEqual(['next', 'next', 'detail', 'runOn', 'quit', 'runOn']);
  });

  it('tells a failure with what is known about it, each line with its step before it: so that they can be told apart', () => {
    const { lines, stderr } = stepper();
    lines.tellFailure('startContainer', { message: 'no such file', hint: 'Its interpreter is missing.\n\n  ls /bin' });
    expect(stderr.text()).toBe(
      ['FAILED no such file', 'Its interpreter is missing.', 'ls /bin']
        .map((line) => `[containerExecution] startContainer: ${line}\n`)
        .join(''),
    );
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
    const lines = stepLines({
      answers: endless,
      stdout: capturedOutput(),
      stderr: capturedOutput(),
      lessonOf,
      deeds: deeds(),
    });
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

  it('goes on by itself where it was asked to, and asks nobody', async () => {
    const { lines } = stepper('q\n', { auto: 0.01 });
    expect([await lines.ask(page()), await lines.ask(page())]).toEqual(['goOn', 'goOn']);
  });

  it('takes the decisions of the screen, and a place to run to', async () => {
    const { lines, stderr } = stepper('D\nR\nt nowhere\nt containerExit\n');
    const decisions = [await lines.ask(page()), await lines.ask(page()), await lines.ask(page())];
    expect(decisions).toEqual(['coarser', 'toEnd', 'runTo:containerExit']);
    expect(stderr.text()).toContain('There is no step nowhere');
  });

  it('shows panes, the lines of one that have some words, commands and the keys, and asks again', async () => {
    const { lines, stderr } = stepper(
      'p\np evidence\np ev repository\np ev docker.io\np exit\np nothing\np lesson\nc\n?\nb\n',
    );
    await lines.ask(page());
    const text = stderr.text();
    expect(text).toContain('  lesson, registry, image, digests');
    expect(text).toContain(
      'evidence: all evidence, as it came, REAL\n  1 lookUpImage: {2} (closed: search for words in it)\n',
    );
    expect(text).toContain('      registry: docker.io\n');
    expect(text).toContain('no line has "repository"');
    expect(text).toContain('exit: how it ended\n  The program has not ended.\n');
    expect(text).toContain('There is no pane nothing');
    expect(text).toContain('lesson: lesson 7: About prepareSnapshot\n  Why\n');
    expect(text).toContain('  cat /var/lib/learn-run/index.json\n');
    expect(text).toContain('  q: quit; whatever was made is removed\n');
  });

  it('changes something by hand, and says what came of it', async () => {
    const { lines, stderr, deeds: own } = stepper('e memory 64m\nn\n');
    expect(await lines.ask(page())).toBe('next');
    expect(own.changed).toEqual(['memory 64m']);
    expect(stderr.text()).toContain('Changed by hand: memory 64m.');
  });

  it('says what is wrong with a change, and asks again', async () => {
    const change = () => {
      throw new Error('that cannot be changed');
    };
    const { lines, stderr } = stepper('e nonsense\nn\n', { deeds: deeds({ change }) });
    expect(await lines.ask(page())).toBe('next');
    expect(stderr.text()).toContain('that cannot be changed\n');
  });

  it('opens no shell where the answers come out of a pipe, and names the command', async () => {
    const shell = () => ({ command: ['nsenter', '--target', '7'] as const, env: {}, introduction: [] });
    const { lines, stderr } = stepper('s\ni\n', { deeds: deeds({ shell }) });
    await lines.ask(page());
    expect(stderr.text()).toContain('In another terminal: nsenter --target 7\n');
    expect(stderr.text()).toContain('Inspector: http://127.0.0.1:1/#token\n');
  });

  it('puts a question, takes a letter, words or a number, and an empty line for no guess', async () => {
    const { lines, stderr } = stepper('z\nb\nYES\n\nmany\n12\n');
    const choice = { name: 'image-here', question: { text: 'Is it here?', choices: ['yes', 'no'] } };
    const number = { name: 'blobs', question: { text: 'How many?' } };
    const given = [];
    for (const asked of [choice, choice, choice, number]) given.push(await lines.predict(page(), asked));
    expect(given).toEqual(['no', 'yes', undefined, '12']);
    expect(stderr.text()).toContain('Question: Is it here?\n  a) yes\n  b) no\nExpected a letter');
    expect(stderr.text()).toContain('Expected a number');
  });

  it('says what was answered elsewhere, and takes the line that comes then for the stop', async () => {
    const answers = new PassThrough();
    const { lines, stderr } = stepper(undefined, { answers });
    const choice = { name: 'image-here', question: { text: 'Is it here?', choices: ['yes', 'no'] } };
    void lines.predict(page(), choice);
    lines.predicted('no');
    lines.predicted(undefined);
    const decision = lines.ask(page());
    answers.end('d\n');
    expect(await decision).toBe('detail');
    expect(stderr.text()).toContain('(no, answered in the browser)\n(no guess, answered in the browser)\n');
  });

  it('tells what came of a prediction before the next stop', async () => {
    const { lines, stderr } = stepper('\n');
    const verdict = {
      name: 'blobs',
      question: { text: 'How many?' },
      given: '1',
      truth: '2',
      isRight: false,
      because: 'One is the config.',
    };
    await lines.ask(page({ verdicts: [verdict] }));
    expect(stderr.text().split('\n').slice(0, 3)).toEqual([
      'Answer: How many?',
      '  Not so: you said 1, and it is 2. One is the config.',
      expect.stringMatching(/^\[containerCreation\] prepareSnapshot: next: /),
    ]);
  });
});
