import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { Input } from '../../../../cli/io.ts';
import { StepScreen } from '../../../../cli/terminal/step-view/driver.ts';
import { page } from '../../../fixtures/pages.ts';
import { capturedOutput } from '../../../fixtures/terminal.ts';

const LEAVE = '\x1b[?25h\x1b[?1049l';
const ENTER = '\x1b[?1049h';

/** A keyboard that knows whether it is raw, a terminal, and the stepper between them. */
function desk() {
  const modes: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => modes.push(mode) });
  const terminal = capturedOutput({ columns: 80, rows: 24 });
  let interruptions = 0;
  const stepper = new StepScreen({
    keyboard: keyboard as unknown as Input,
    stdout: terminal,
    stderr: terminal,
    interrupt: () => {
      interruptions += 1;
    },
  });
  open.push(stepper);
  return { keyboard, terminal, stepper, modes, interruptions: () => interruptions };
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
    keyboard.write('ljj\tcqnnd');
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
    void stepper.ask(page({ lifecycle: 'containerExit' }));
    expect(terminal.text().lastIndexOf(ENTER)).toBeGreaterThan(terminal.text().indexOf('Hello\n'));
    expect(terminal.text()).toContain('│ Hello');
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
});
