import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Input } from '../../../../cli/io.ts';
import { StepScreen, type StepScreenOptions } from '../../../../cli/terminal/step-view/driver.ts';
import { page } from '../../../fixtures/pages.ts';
import { deeds, lessonOf } from '../../../fixtures/stepping.ts';
import { capturedOutput } from '../../../fixtures/terminal.ts';

const LEAVE = '\x1b[?25h\x1b[?1049l';
const ENTER = '\x1b[?1049h';

/** A keyboard that knows whether it is raw, a terminal, and the stepper between them. */
function desk(options: Partial<StepScreenOptions> = {}) {
  const modes: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => modes.push(mode) });
  const terminal = capturedOutput({ columns: 80, rows: 24 });
  let interruptions = 0;
  const own = deeds();
  const stepper = new StepScreen({
    keyboard: keyboard as unknown as Input,
    stdout: terminal,
    stderr: terminal,
    lessonOf,
    deeds: own,
    interrupt: () => {
      interruptions += 1;
    },
    ...options,
  });
  open.push(stepper);
  return { keyboard, terminal, stepper, modes, deeds: own, interruptions: () => interruptions };
}

const open: StepScreen[] = [];
afterEach(() => {
  for (const stepper of open.splice(0)) stepper.close();
});

describe('stepping on a terminal', () => {
  it('draws the stop and hands on the decision', async () => {
    const { keyboard, terminal, stepper } = desk();
    const answer = stepper.ask(page());
    expect(terminal.text()).toContain(ENTER);
    expect(terminal.text()).toContain('WHAT COMES NEXT');
    keyboard.write('\r');
    expect(await answer).toBe('next');
  });

  it('loses no key of several that arrive in one chunk', async () => {
    const { keyboard, stepper } = desk();
    const first = stepper.ask(page());
    keyboard.write('ljj\t/im\rcqnnd');
    expect(await first).toBe('next');
    expect(await stepper.ask(page())).toBe('next');
    expect(await stepper.ask(page())).toBe('detail');
  });

  it('takes an answer from elsewhere, once, and asks again at the next stop', async () => {
    const { keyboard, terminal, stepper, modes } = desk();
    stepper.answered('quit');
    const first = stepper.ask(page());
    stepper.answered('runOn');
    stepper.answered('quit');
    expect(await first).toBe('runOn');
    expect(terminal.text()).toContain(LEAVE);
    expect(modes).toEqual([true, false]);
    const second = stepper.ask(page());
    keyboard.write('d');
    expect(await second).toBe('detail');
  });

  it('tells the run at once of Ctrl-C while it is at work', async () => {
    const { keyboard, stepper, interruptions } = desk();
    const answer = stepper.ask(page());
    keyboard.write('n\u0003');
    await answer;
    expect(interruptions()).toBe(1);
  });

  it('leaves the screen to the output of the container, and comes back at the next stop', async () => {
    const { keyboard, terminal, stepper } = desk();
    const answer = stepper.ask(page());
    const written = stepper.sinks.stdout(Buffer.from('Hello\n'));
    expect(terminal.text()).not.toContain('Hello\n');
    keyboard.write('n');
    await answer;
    await written;
    expect(terminal.text()).toContain(`${LEAVE}Hello\n`);
    void stepper.ask(page({ step: undefined, lifecycle: 'containerCleanup' }));
    expect(terminal.text().lastIndexOf(ENTER)).toBeGreaterThan(terminal.text().indexOf('Hello\n'));
    expect(terminal.text()).toContain('│ Hello');
  });

  it('says what was warned of when the screen is left, once, and nothing of what docker says of a pull', async () => {
    const { keyboard, terminal, stepper } = desk();
    const answer = stepper.ask(page());
    stepper.say('latest: Pulling from library/alpine');
    stepper.show({ kind: 'line', text: 'WARNING: of another platform' });
    expect(terminal.text()).not.toContain('WARNING');
    keyboard.write('r');
    await answer;
    stepper.close();
    expect(terminal.text()).toContain(`${LEAVE}WARNING: of another platform\n`);
    expect(terminal.text().split('WARNING').length).toBe(2);
    expect(terminal.text()).not.toContain('Pulling');
  });

  it('gives the terminal back when it runs on, and draws no more', async () => {
    const { keyboard, terminal, stepper, modes } = desk();
    const answer = stepper.ask(page());
    keyboard.write('r');
    expect(await answer).toBe('runOn');
    expect(terminal.text().endsWith(LEAVE)).toBe(true);
    expect(modes).toEqual([true, false]);
    await stepper.finish(page());
    expect(terminal.text().endsWith(LEAVE)).toBe(true);
  });

  it('takes the terminal again where a breakpoint comes after it ran on', async () => {
    const { keyboard, terminal, stepper, modes } = desk();
    const first = stepper.ask(page());
    keyboard.write('r');
    await first;
    const second = stepper.ask(page());
    expect(terminal.text().split(ENTER).length).toBe(3);
    keyboard.write('r');
    expect(await second).toBe('runOn');
    expect(modes).toEqual([true, false, true, false]);
  });

  it('gives the terminal back however often it is closed', () => {
    const { terminal, stepper, modes } = desk();
    void stepper.ask(page());
    stepper.close();
    stepper.close();
    expect(terminal.text().split(LEAVE).length).toBe(2);
    expect(modes).toEqual([true, false]);
  });

  it('gives the terminal back when the process ends without warning', () => {
    const { stepper } = desk();
    expect(process.listeners('exit')).toContain(stepper.close);
    stepper.close();
    expect(process.listeners('exit')).not.toContain(stepper.close);
  });

  it('draws everything again after a resize', () => {
    const { terminal, stepper } = desk();
    void stepper.ask(page());
    const before = terminal.text().length;
    terminal.emit('resize');
    expect(terminal.text().slice(before)).toContain('WHAT COMES NEXT');
  });

  it('waits on the last page until it has been read', async () => {
    const { keyboard, terminal, stepper } = desk();
    let isRead = false;
    const finished = stepper.finish(page({ step: undefined })).then(() => {
      isRead = true;
    });
    await new Promise(setImmediate);
    expect([isRead, terminal.text().includes('THE RUN IS OVER')]).toEqual([false, true]);
    keyboard.write('q');
    await finished;
    expect(terminal.text().endsWith(LEAVE)).toBe(true);
  });

  it('puts a question before the stop, on the same page, and looks back only once for both', async () => {
    const { keyboard, terminal, stepper } = desk();
    const own = page();
    const given = stepper.predict(own, {
      name: 'image-here',
      question: { text: 'Is it here?', choices: ['yes', 'no'] },
    });
    expect(terminal.text()).toContain('Is it here?');
    keyboard.write('b\r');
    expect(await given).toBe('no');
    const decision = stepper.ask(own);
    keyboard.write('\x1b[D');
    keyboard.write('\r');
    expect(await decision).toBe('next');
  });

  it('takes an answer to a question from elsewhere, once, and puts the stop behind it', async () => {
    const { keyboard, terminal, stepper } = desk();
    const own = page();
    stepper.predicted('never asked');
    const question = { text: 'Is it here?', choices: ['yes', 'no'] };
    const given = stepper.predict(own, { name: 'image-here', question });
    stepper.predicted('no');
    expect(await given).toBe('no');
    const decision = stepper.ask(own);
    stepper.predicted('yes');
    expect(terminal.text()).toContain('WHAT COMES NEXT');
    keyboard.write('\r');
    expect(await decision).toBe('next');
  });

  it('takes a decision in place of an answer for that of the stop behind the question', async () => {
    const { keyboard, stepper } = desk();
    const given = stepper.predict(page(), { name: 'blobs', question: { text: 'How many?' } });
    keyboard.write('q');
    expect(await given).toBeUndefined();
    expect(await stepper.predict(page(), { name: 'user', question: { text: 'Who?' } })).toBeUndefined();
    expect(await stepper.ask(page())).toBe('quit');
  });

  it('copies into the clipboard of whoever looks at the terminal, and says so', () => {
    const { keyboard, terminal, stepper } = desk();
    void stepper.ask(page());
    keyboard.write('y');
    const data = Buffer.from('cat /var/lib/learn-run/index.json').toString('base64');
    expect(terminal.text()).toContain(`\x1b]52;c;${data}\x07`);
    expect(terminal.text()).toContain('Copied, if the terminal allows it: cat /var/lib/learn-run/index.json');
  });

  it('changes something by hand, and says what came of it or why it cannot be', () => {
    const { keyboard, terminal, stepper, deeds: own } = desk();
    void stepper.ask(page());
    keyboard.write('ememory 64m\r');
    expect(own.changed).toEqual(['memory 64m']);
    expect(terminal.text()).toContain('Changed by hand: memory 64m.');
    const change = () => {
      throw new Error('that is no size');
    };
    const other = desk({ deeds: deeds({ change }) });
    void other.stepper.ask(page());
    other.keyboard.write('ememory x\r');
    expect(other.terminal.text()).toContain('that is no size');
  });

  it('tells where the inspector is', async () => {
    const { keyboard, terminal, stepper } = desk();
    void stepper.ask(page());
    keyboard.write('i');
    await vi.waitFor(() => expect(terminal.text()).toContain('Inspector: http://127.0.0.1:1/#token'), 15_000);
  });

  it('says why there is no shell', () => {
    const { keyboard, terminal, stepper } = desk();
    void stepper.ask(page());
    keyboard.write('s');
    expect(terminal.text()).toContain('There is no process yet.');
  });

  it('gives the terminal to a shell, takes it back, and stands where it stood', async () => {
    const shell = () => ({ command: ['true'] as const, env: { PATH: process.env.PATH! }, introduction: ['A shell.'] });
    const { keyboard, terminal, stepper, modes } = desk({ deeds: deeds({ shell }) });
    const decision = stepper.ask(page());
    keyboard.write('s');
    expect(stepper.isLent).toBe(true);
    expect(terminal.text().endsWith(`${LEAVE}\nA shell.\n\n`)).toBe(true);
    await vi.waitFor(() => expect(terminal.text()).toContain('Back from the shell'), 15_000);
    expect([stepper.isLent, modes]).toEqual([false, [true, false, true]]);
    keyboard.write('\r');
    expect(await decision).toBe('next');
  });

  it('says what is missing where there is no such program', async () => {
    const shell = () => ({ command: ['/nonexistent/shell'] as const, env: {}, introduction: [] });
    const { keyboard, terminal, stepper, modes } = desk({ deeds: deeds({ shell }) });
    void stepper.ask(page());
    keyboard.write('s');
    await vi.waitFor(() => expect(terminal.text()).toContain('No shell: spawn /nonexistent/shell ENOENT'), 15_000);
    expect(modes).toEqual([true, false, true]);
  });

  it('ends a shell that still runs when the run is over', async () => {
    const shell = () => ({
      command: ['sleep', '1007'] as const,
      env: { PATH: process.env.PATH! },
      introduction: [],
    });
    const { keyboard, stepper } = desk({ deeds: deeds({ shell }) });
    void stepper.ask(page());
    keyboard.write('s');
    stepper.close();
    await vi.waitFor(() => expect(stepper.isLent).toBe(false), 15_000);
  });

  it('goes to the background with the terminal as it was, and comes back to the same stop', async () => {
    let suspensions = 0;
    const suspend = () => {
      suspensions += 1;
    };
    const { keyboard, terminal, stepper, modes } = desk({ suspend });
    const decision = stepper.ask(page());
    keyboard.write('\x1a');
    expect([suspensions, modes, terminal.text().endsWith(LEAVE)]).toEqual([1, [true, false], true]);
    process.emit('SIGCONT');
    expect([modes, terminal.text().split(ENTER).length]).toEqual([[true, false, true], 3]);
    keyboard.write('\r');
    expect(await decision).toBe('next');
  });

  it('goes on by itself after its time, past questions too, and leaves the last page', async () => {
    const { stepper, terminal } = desk({ auto: 0.02 });
    expect(await stepper.predict(page(), { name: 'blobs', question: { text: 'How many?' } })).toBeUndefined();
    expect(await stepper.ask(page())).toBe('goOn');
    await stepper.finish(page({ step: undefined }));
    expect(terminal.text().endsWith(LEAVE)).toBe(true);
  });

  it('waits as long as somebody wants, where the clock is held', async () => {
    const { keyboard, terminal, stepper } = desk({ auto: 0.05 });
    let isDecided = false;
    void stepper.ask(page()).then(() => {
      isDecided = true;
    });
    keyboard.write('p');
    expect(terminal.text()).toContain('Held: p lets it go on by itself.');
    keyboard.write('pp');
    const other = desk({ auto: 0.05 });
    await other.stepper.ask(page());
    expect(isDecided).toBe(false);
  });
});
