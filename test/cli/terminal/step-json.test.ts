import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { StepJson } from '../../../cli/terminal/step-json.ts';
import { evidence, page } from '../../fixtures/pages.ts';
import { deeds } from '../../fixtures/stepping.ts';
import { capturedOutput } from '../../fixtures/terminal.ts';

function stepper(answers: string) {
  const stdin = new PassThrough();
  stdin.end(answers);
  const stdout = capturedOutput();
  const own = deeds();
  const json = new StepJson({ answers: stdin, stdout, deeds: own });
  const told = () =>
    stdout
      .text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { json, told, deeds: own };
}

describe('stepping for other programs', () => {
  it('tells evidence and stops as one object a line, and reads one decision a line', async () => {
    const { json, told } = stepper('n\nd\n');
    json.tell(evidence());
    expect([await json.ask(page()), await json.ask(page({ detail: 'mount()' })), await json.ask(page())]).toEqual([
      'next',
      'detail',
      'runOn',
    ]);
    await json.finish(page({ step: undefined, description: 'Your shell sees exit code 7.', exitCode: 7 }));
    expect(told()).toMatchObject([
      { kind: 'evidence', step: 'lookUpImage', lifecycle: 'imageCheck', badge: 'REAL', check: [expect.any(String)] },
      { kind: 'stop', number: 1, step: 'prepareSnapshot', lifecycle: 'containerCreation', detail: null },
      { kind: 'stop', number: 2, detail: 'mount()' },
      { kind: 'stop', number: 3 },
      { kind: 'end', ending: 'Your shell sees exit code 7.', exitCode: 7 },
    ]);
  });

  it('has what the container writes among its lines, byte for byte', async () => {
    const { json, told } = stepper('');
    const bytes = Buffer.from([0x68, 0x69, 0x0a, 0xff, 0x00]);
    await json.sinks.stdout(bytes);
    await json.sinks.stderr(Buffer.from('oh\n'));
    const [first, second] = told();
    expect(Buffer.from(first!.data as string, 'base64')).toEqual(bytes);
    expect(second).toEqual({ kind: 'output', stream: 'stderr', text: 'oh\n', data: 'b2gK' });
  });

  it('puts questions, takes answers, and tells what came of them', async () => {
    const { json, told } = stepper('what\nb\n\n');
    const asked = { name: 'image-here', question: { text: 'Is it?', choices: ['yes', 'no'] } };
    expect(await json.predict(page(), asked)).toBe('no');
    const verdict = { ...asked, given: 'no', truth: 'yes', isRight: false, because: 'It is.' };
    await json.ask(page({ verdicts: [verdict] }));
    expect(told()).toMatchObject([
      { kind: 'question', name: 'image-here', text: 'Is it?', choices: ['yes', 'no'] },
      { kind: 'error', message: 'not an answer: what' },
      { kind: 'verdict', name: 'image-here', given: 'no', truth: 'yes', isRight: false, because: 'It is.' },
      { kind: 'stop' },
    ]);
  });

  it('takes changes by hand, and says what it does not understand', async () => {
    const { json, told, deeds: own } = stepper('e memory 64m\nhm\nn\n');
    expect(await json.ask(page())).toBe('next');
    expect(own.changed).toEqual(['memory 64m']);
    expect(told().slice(1)).toEqual([
      { kind: 'changed', message: 'Changed by hand: memory 64m.' },
      { kind: 'error', message: 'not understood: hm' },
    ]);
  });

  it('tells failures and how a pull moves on', () => {
    const { json, told } = stepper('');
    json.tellFailure('fetchManifest', { message: 'not found', hint: 'Look at its spelling.' });
    json.show({ kind: 'line', text: 'Pulling' });
    expect(told()).toEqual([
      {
        kind: 'failed',
        step: 'fetchManifest',
        lifecycle: 'imageCheck',
        message: 'not found',
        hint: 'Look at its spelling.',
      },
      { kind: 'progress', what: 'line', text: 'Pulling' },
    ]);
  });
});
