import { describe, expect, it, onTestFinished } from 'vitest';
import { inspectedStepper } from '../../../cli/inspector/inspected-stepper.ts';
import { Inspector } from '../../../cli/inspector/inspector.ts';
import type { Message, RunHead } from '../../../cli/inspector/page/messages.ts';
import { lastPage } from '../../../cli/terminal/step-view/page.ts';
import type { Stepper } from '../../../cli/terminal/stepper.ts';
import type { Decision } from '../../../machines/actors/pace.ts';
import { story } from '../../fixtures/pages.ts';

/** A terminal whose person answers when the test says so. */
function terminal() {
  let answer: (decision: Decision) => void = () => {};
  let guess: (given: string | undefined) => void = () => {};
  const heard: Decision[] = [];
  const predicted: (string | undefined)[] = [];
  const asked = () =>
    new Promise<Decision>((resolve) => {
      answer = resolve;
    });
  const stepper: Stepper = {
    ask: asked,
    finish: async () => void (await asked()),
    answered: (decision) => heard.push(decision),
    predicted: (given) => predicted.push(given),
    predict: () =>
      new Promise((resolve) => {
        guess = resolve;
      }),
    tell() {},
    tellFailure() {},
    isLent: false,
    close() {},
    say() {},
    show() {},
    end() {},
    sinks: { stdout: async () => true, stderr: async () => true },
  };
  const type = (given: string | undefined) => guess(given);
  return { stepper, heard, predicted, type, press: (decision: Decision) => answer(decision) };
}

const HEAD: RunHead = {
  image: 'hello-world:latest',
  badge: 'REAL',
  isRecording: false,
  startedAt: '2026-01-01T00:00:00Z',
  versions: { learnRun: '0', node: 'v24' },
  host: { platform: 'linux', architecture: 'x64', kernel: '6', isRoot: false },
  request: {},
};

/** A page that has signed in. */
async function open() {
  const inspector = await Inspector.open({ head: HEAD, env: ['PIN=s3cret-value'], assets: () => ({}) });
  onTestFinished(() => inspector.close());
  const { origin, hash } = new URL(await inspector.listen());
  const post = async (path: string, body: unknown, headers = {}) => {
    const own = { 'content-type': 'application/json', origin, ...headers };
    return (await (
      await fetch(origin + path, { method: 'POST', headers: own, body: JSON.stringify(body) })
    ).json()) as {
      key: string;
      isTaken: boolean;
    };
  };
  const { key } = await post('/session', { token: hash.slice(1) });
  const headers = { authorization: `Bearer ${key}` };
  const decide = async (number: number, decision: Decision) =>
    (await post('/decision', { number, decision }, headers)).isTaken;
  const told = async () => {
    const response = await fetch(`${origin}/news?from=0`, { headers });
    const text = response.text();
    await inspector.close();
    return (await text)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Message);
  };
  const answer = async (number: number, given: number | string | null) =>
    (await post('/answer', { number, answer: given }, headers)).isTaken;
  return { inspector, decide, answer, told };
}

const PAGE = lastPage([], 'a stop with s3cret-value', { story: story(), verdicts: [] });

describe('a stop before the terminal and the page', () => {
  it('is answered by the page where that is first, and the terminal hears of it', async () => {
    const [{ stepper, heard, press }, { inspector, decide, told }] = [terminal(), await open()];
    const decision = inspectedStepper(stepper, inspector).ask(PAGE);
    expect(await decide(1, 'detail')).toBe(true);
    expect(await decision).toBe('detail');
    expect(heard).toEqual(['detail']);
    press('detail');
    expect(await told()).toMatchObject([
      { kind: 'run' },
      { kind: 'stop' },
      { kind: 'decided', number: 1, decision: 'detail', by: 'page' },
    ]);
  });

  it('is answered by the terminal where that is first, and the page comes too late', async () => {
    const [{ stepper, heard, press }, { inspector, decide, told }] = [terminal(), await open()];
    const decision = inspectedStepper(stepper, inspector).ask(PAGE);
    press('next');
    expect(await decision).toBe('next');
    expect(await decide(1, 'runOn')).toBe(false);
    expect(heard).toEqual([]);
    expect(await told()).toMatchObject([
      { kind: 'run' },
      { kind: 'stop' },
      { kind: 'decided', decision: 'next', by: 'terminal' },
    ]);
  });

  it('takes no answer to a stop before it, or after it', async () => {
    const [{ stepper, press }, { inspector, decide }] = [terminal(), await open()];
    const inspected = inspectedStepper(stepper, inspector);
    const first = inspected.ask(PAGE);
    expect(await decide(0, 'next')).toBe(false);
    expect(await decide(2, 'next')).toBe(false);
    expect(await decide(1, 'next')).toBe(true);
    await first;
    const second = inspected.ask(PAGE);
    expect(await decide(1, 'next')).toBe(false);
    press('next');
    await second;
  });

  it('can be quit by the page while the run is at work', async () => {
    const { inspector, decide } = await open();
    let interruptions = 0;
    inspector.onInterrupt(() => {
      interruptions += 1;
    });
    expect([await decide(0, 'next'), await decide(0, 'quit'), interruptions]).toEqual([false, true, 1]);
  });

  it('I13: is told to the page without the values of the container’s variables', async () => {
    const [{ stepper, press }, { inspector, told }] = [terminal(), await open()];
    const finished = inspectedStepper(stepper, inspector).finish(PAGE);
    press('next');
    await finished;
    const text = JSON.stringify(await told());
    expect(text).toContain('a stop with [redacted]');
    expect(text).not.toContain('s3cret-value');
  });

  it('I13: is told without the values of variables that are added on the way, in answers too', async () => {
    const { inspector, told } = await open();
    inspector.hide(['TOKEN=later-s3cret']);
    const question = { text: 'Which token? later-s3cret', choices: ['later-s3cret', 'none'] };
    const because = 'It is s3cret-value.';
    inspector.verdict({ name: 'token', question, given: 'none', truth: 'later-s3cret', isRight: false, because });
    const text = JSON.stringify(await told());
    expect(text).toContain('Which token? [redacted]');
    expect(text).not.toMatch(/later-s3cret|s3cret-value/);
  });
});

describe('a question before the terminal and the page', () => {
  const asked = {
    name: 'exit-code',
    question: { text: 'With s3cret-value or not?', choices: ['with s3cret-value', 'not'] },
  };
  const figure = { name: 'layers', question: { text: 'How many layers?' } };

  it('is answered by the page where that is first, by the place of a choice, and the terminal hears of it', async () => {
    const [{ stepper, predicted }, { inspector, answer, told }] = [terminal(), await open()];
    const given = inspectedStepper(stepper, inspector).predict(PAGE, asked);
    for (const nonsense of [2, -1, 'c', '']) expect(await answer(1, nonsense)).toBe(false);
    expect(await answer(2, 0)).toBe(false);
    expect(await answer(1, 0)).toBe(true);
    expect(await given).toBe('with s3cret-value');
    expect(predicted).toEqual(['with s3cret-value']);
    expect(await answer(1, 1)).toBe(false);
    expect(await told()).toMatchObject([
      { kind: 'run' },
      { kind: 'question', question: { number: 1, text: expect.not.stringContaining('s3cret') } },
      { kind: 'answered', number: 1, given: expect.not.stringContaining('s3cret'), by: 'page' },
    ]);
  });

  it('is answered by the terminal where that is first, and the page comes too late', async () => {
    const [{ stepper, predicted, type }, { inspector, answer, told }] = [terminal(), await open()];
    const given = inspectedStepper(stepper, inspector).predict(PAGE, asked);
    type(undefined);
    expect(await given).toBe(undefined);
    expect([await answer(1, 0), predicted]).toEqual([false, []]);
    expect((await told()).at(-1)).toMatchObject({ kind: 'answered', given: null, by: 'terminal' });
  });

  it('may be about a number, or be left without a guess', async () => {
    const [{ stepper, predicted }, { inspector, answer }] = [terminal(), await open()];
    const inspected = inspectedStepper(stepper, inspector);
    const number = inspected.predict(PAGE, figure);
    expect([await answer(1, 'many'), await answer(1, '007')]).toEqual([false, true]);
    expect(await number).toBe('7');
    const none = inspected.predict(PAGE, figure);
    expect(await answer(2, null)).toBe(true);
    expect(await none).toBe(undefined);
    expect(predicted).toEqual(['7', undefined]);
  });
});

describe('an inspector that was only prepared', () => {
  it('writes down what happens, listens when it is asked to, and tells all of it', async () => {
    let loaded = 0;
    const assets = () => {
      loaded += 1;
      return {};
    };
    const inspector = Inspector.prepare({ head: HEAD, env: [], assets });
    onTestFinished(() => inspector.close());
    expect([inspector.isWatched, loaded]).toEqual([false, 0]);
    const address = await inspector.listen();
    expect([await inspector.listen(), loaded]).toEqual([address, 1]);
  });

  it('has nothing to close where it never listened', async () => {
    await Inspector.prepare({ head: HEAD, env: [], assets: () => ({}) }).close();
  });
});
