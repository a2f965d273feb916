import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readRun } from '../../engine/record/read-run.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { type TerminalOptions, TmuxTerminal } from '../fixtures/tmux.ts';

const why = whyNoContainers ?? whyNo('tmux', 'tmux');
let busybox: string;
/** Has the images already. */
let sandbox: Sandbox;

givenBusybox({ unless: why }, (given) => {
  ({ busybox, sandbox } = given);
});
beforeAll(async () => {
  if (!why) await sandbox.run(['pull', '--offline', 'hello-world']);
});
afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));

const open = (words: readonly string[], options: TerminalOptions = {}) => new TmuxTerminal(sandbox, words, options);
const hello = (options: TerminalOptions = {}, ...words: string[]) => open(['hello-world', '--step', ...words], options);

/** Quits, and sees the terminal as it was. */
async function quit(terminal: TmuxTerminal): Promise<void> {
  terminal.press('q');
  const { status, before, after } = await terminal.ended();
  expect({ status, after }).toEqual({ status: 130, after: before });
  expect(terminal.hasOwnScreen).toBe(false);
}

/** Sixteen colours are said with the numbers 30 to 37, 40 to 47, 90 to 97 and 100 to 107. */
const otherColours = (text: string) => text.match(/\[[0-9;]*\b[34]8;[0-9;]*m/g) ?? [];

describe.skipIf(why)(`the step view on a terminal${why ? `: ${why}` : ''}`, () => {
  it('walks through a run at 80 by 24, each state with the pane that belongs to it', async () => {
    using terminal = hello();
    for (const [state, pane] of [
      ['1/6 imageCheck', '── lesson · lesson 1: Is the image here?'],
      ['2/6 containerCreation', '── image · index, manifest and config'],
      ['3/6 containerExecution', '── process · one process, seen from both sides'],
      ['4/6 outputDisplay', '── '],
      ['5/6 containerExit', '── '],
      ['6/6 containerCleanup', '── exit · how it ended'],
      ['the end', '── cleanup · what is left'],
    ] as const) {
      const screen = await terminal.shows(state);
      expect(screen).toContain(pane);
      expect(screen.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
      terminal.press('Enter');
    }
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 0, after: before });
    expect(terminal.screen).toContain('Hello from learn-run!');
  });

  it('shows the pane beside the story at 200 by 60', async () => {
    using terminal = hello({ columns: 200, rows: 60 });
    await terminal.shows('1/6 imageCheck');
    terminal.press('Enter');
    await terminal.shows('2/6');
    terminal.press('Enter');
    const screen = await terminal.shows('3/6 containerExecution');
    expect(screen).toMatch(/WHAT JUST HAPPENED +process id +\d+ +1\n/);
    expect(screen).toMatch(/Tab pane.*r run on.*\? help.*q quit/);
    await quit(terminal);
  });

  it('goes from pane to pane, searches, opens and closes, copies, and helps', async () => {
    using terminal = hello();
    await terminal.shows('1/6 imageCheck');
    terminal.press('Enter');
    await terminal.shows('2/6');
    terminal.press('Enter');
    await terminal.shows('3/6');
    terminal.press('l', '6');
    expect(await terminal.shows('config.json, and who decided what')).toContain('ociVersion');
    terminal.press('/');
    terminal.type('CAP_KILL');
    expect(await terminal.shows('/CAP_KILL')).toContain('ociVersion');
    terminal.press('Enter');
    expect(await terminal.shows('Send signals to processes of other users.')).toMatch(/› +CAP_KILL/);
    terminal.press('Y');
    await terminal.shows('Copied, if the terminal allows it: CAP_KILL');
    await vi.waitFor(() => expect(terminal.clipboard).toBe('CAP_KILL'), 15_000);
    terminal.press('-');
    expect(await terminal.shows('▸ process {')).not.toContain('CAP_KILL');
    terminal.press('c');
    expect(await terminal.shows('CHECK IT YOURSELF')).toContain('config.json');
    terminal.press('y');
    await vi.waitFor(() => expect(terminal.clipboard).toMatch(/^cat .*\/config\.json$/), 15_000);
    terminal.press('Escape', '?');
    expect(await terminal.shows('quit: whatever was made is removed')).not.toContain('…\n');
    terminal.press('Escape');
    await terminal.shows('WHAT COMES NEXT');
    await quit(terminal);
  });

  it('runs a copied command in another terminal, which shows the same', async () => {
    using terminal = hello({}, '--break', 'startContainer');
    await terminal.shows('1/6');
    terminal.press('r');
    await terminal.shows('3/6');
    terminal.press('8', 'l');
    await terminal.shows('one process, seen from both sides');
    terminal.press('y');
    await vi.waitFor(() => expect(terminal.clipboard).toMatch(/^cat \/proc\/\d+\/status$/), 15_000);
    const [program, ...words] = terminal.clipboard.split(' ');
    using other = new Sandbox();
    const { spawnSync } = await import('node:child_process');
    const { stdout } = spawnSync(program!, words, { encoding: 'utf8', cwd: other.base });
    expect(stdout).toMatch(/^NSpid:\t\d+\t1$/m);
    terminal.press('Escape');
    await terminal.shows('WHAT COMES NEXT');
    await quit(terminal);
  });

  it('comes back to the same stop where somebody has let it go on after Ctrl-Z', async () => {
    using terminal = hello();
    await terminal.shows('1/6');
    // There is no job control in this terminal: tmux itself lets go on what was stopped.
    terminal.press('C-z');
    await vi.waitFor(() => {
      terminal.press('2');
      expect(terminal.screen).toContain('── registry');
    }, 10_000);
    terminal.press('Enter');
    await terminal.shows('2/6');
    await quit(terminal);
  });

  it('keeps the evidence of earlier stops', async () => {
    using terminal = hello();
    await terminal.shows('1/6');
    terminal.press('Enter');
    await terminal.shows('2/6');
    terminal.press('Enter');
    await terminal.shows('3/6');
    terminal.press('b');
    expect(await terminal.shows('looking back: stop 2 of 3')).toContain('── image');
    terminal.press('8', 'l');
    await terminal.shows('There is no process yet');
    terminal.press('Escape', 'Enter');
    expect(await terminal.shows('3/6 containerExecution')).not.toContain('looking back');
    await quit(terminal);
  });

  it('follows each kernel call, runs to one that is named, and goes coarser again', async () => {
    using terminal = hello();
    await terminal.shows('1/6');
    terminal.press('t');
    await terminal.shows('run to:');
    terminal.type('syscall:pivot_root');
    terminal.press('Enter');
    const screen = await terminal.shows('pivot_root(".", ".")   ← comes next');
    expect(screen).toContain('── syscalls · kernel calls of init');
    terminal.press('d');
    await terminal.shows('◉ connectingNetwork');
    terminal.press('D');
    await terminal.shows('3/6');
    await quit(terminal);
  });

  it('opens the inspector on the way, which then knows everything from the beginning', async () => {
    using terminal = hello();
    await terminal.shows('1/6');
    terminal.press('Enter');
    await terminal.shows('2/6');
    terminal.press('i');
    await terminal.shows('Inspector: http://127.0.0.1:');
    const [, origin, token] = /(http:\S+)\/#(\S+)/.exec(terminal.screen.replaceAll(/\n +/g, ''))!;
    const post = (path: string, body: unknown) =>
      fetch(origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: origin! },
        body: JSON.stringify(body),
      });
    const { key } = (await (await post('/session', { token })).json()) as { key: string };
    const news = await fetch(`${origin}/news?from=0`, { headers: { authorization: `Bearer ${key}` } });
    await quit(terminal);
    const told = (await news.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    expect(told.filter(({ kind }) => kind === 'stop')).toMatchObject([
      { stop: { number: 1 } },
      { stop: { number: 2 } },
    ]);
    expect(told.filter(({ kind }) => kind === 'state').length).toBeGreaterThan(3);
  });

  it('says what may be typed for a place to run to, and refuses a place that there is not', async () => {
    using terminal = hello();
    await terminal.shows('1/6');
    terminal.press('t');
    terminal.type('cont');
    expect(await terminal.shows('contactRegistry')).toContain('containerCreation');
    terminal.type('x');
    terminal.press('Enter');
    await terminal.shows('There is no step contx');
    await quit(terminal);
  });
});

describe.skipIf(why)(`on every kind of terminal${why ? `: ${why}` : ''}`, () => {
  it.each(['xterm', 'screen', 'linux', 'xterm-256color'])('%s: sixteen colours are enough', async (kind) => {
    using terminal = hello({ kind });
    await terminal.shows('1/6');
    terminal.press('Enter');
    await terminal.shows('2/6');
    expect(terminal.colouredScreen).toContain('\u001b[');
    expect(otherColours(terminal.colouredScreen)).toEqual([]);
    terminal.press('l');
    await terminal.shows('Esc back');
    expect(otherColours(terminal.colouredScreen)).toEqual([]);
    terminal.press('Escape');
    await terminal.shows('WHAT COMES NEXT');
    await quit(terminal);
  });

  it('NO_COLOR: nothing is told by colours alone', async () => {
    using terminal = hello({ env: { NO_COLOR: '1' } });
    await terminal.shows('1/6');
    terminal.press('Enter');
    const screen = await terminal.shows('◉ preparingSnapshot  ○ writingBundle');
    expect(screen).toContain('REAL');
    expect(terminal.colouredScreen).not.toContain('\u001b[');
    terminal.press('l');
    expect(await terminal.shows('›▸ index')).toContain('3 image');
    terminal.press('Escape');
    await terminal.shows('WHAT COMES NEXT');
    await quit(terminal);
  });

  it('is as large as the terminal becomes, in the middle of everything', async () => {
    using terminal = hello();
    await terminal.shows('1/6');
    terminal.press('Enter');
    await terminal.shows('2/6');
    for (const [columns, rows] of [
      [120, 40],
      [200, 60],
      [60, 15],
      [40, 10],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      await vi.waitFor(() => {
        const lines = terminal.screen.trimEnd().split('\n');
        expect(lines.at(-1)).toContain('Enter next');
        expect(lines.length).toBe(rows);
        expect(lines[0]).toContain('learn-run hello-world');
      }, 5000);
      expect(terminal.screen.match(/learn-run hello-world/g)).toHaveLength(1);
    }
    terminal.press('l');
    await terminal.shows('Esc back');
    terminal.resize(100, 30);
    await vi.waitFor(() => expect(terminal.screen.trimEnd().split('\n').length).toBe(30), 15_000);
    terminal.press('Escape');
    await terminal.shows('WHAT COMES NEXT');
    await quit(terminal);
  });

  it('--present: the name of the state is large, on a wide and on a narrow projector', async () => {
    using terminal = hello({ kind: 'xterm' }, '--present');
    expect(await terminal.shows('1 of 6')).toContain('█▄ ▄█');
    terminal.press('Enter');
    await terminal.shows('2 of 6');
    expect(otherColours(terminal.colouredScreen)).toEqual([]);
    terminal.resize(50, 16);
    await terminal.shows('CONTAINER CREATION');
    await quit(terminal);
  });

  it('--plain: a line a step, and every pane as lines', async () => {
    using terminal = hello({ rows: 50 }, '--plain');
    await terminal.shows('lookUpImage: next:');
    expect(terminal.hasOwnScreen).toBe(false);
    terminal.type('p lesson question');
    terminal.press('Enter');
    await terminal.shows('lesson: lesson 1: Is the image here?');
    terminal.press('Enter');
    await terminal.shows('prepareSnapshot: next:');
    terminal.type('p image architecture');
    terminal.press('Enter');
    await terminal.shows('architecture: amd64');
    terminal.type('q');
    terminal.press('Enter');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 130, after: before });
  });

  it('CI: lines too, whatever the terminal could do', async () => {
    using terminal = hello({ env: { CI: '1' } });
    await terminal.shows('lookUpImage: next:');
    expect(terminal.hasOwnScreen).toBe(false);
    terminal.press('r', 'Enter');
    expect((await terminal.ended()).status).toBe(0);
  });
});

describe.skipIf(why)(
  `whatever ends a run that is stepped through${why ? `: ${why}` : ''}, the terminal is as it was`,
  () => {
    const atCreated = () => open(['hello-world', '--step', '--break=startContainer']);
    async function hold(terminal: TmuxTerminal): Promise<void> {
      await terminal.shows('1/6');
      terminal.press('r');
      await terminal.shows('3/6');
      expect(terminal.hasOwnScreen).toBe(true);
    }
    async function sound(terminal: TmuxTerminal, expected: number): Promise<void> {
      const { status, before, after } = await terminal.ended();
      expect({ status, after }).toEqual({ status: expected, after: before });
      expect(terminal.hasOwnScreen).toBe(false);
    }

    it('q, in the middle of a search', async () => {
      using terminal = atCreated();
      await hold(terminal);
      terminal.press('/');
      terminal.type('q');
      await terminal.shows('/q');
      terminal.press('Escape', 'Escape');
      await terminal.shows('WHAT COMES NEXT');
      await quit(terminal);
    });

    it('Ctrl-C', async () => {
      using terminal = atCreated();
      await hold(terminal);
      terminal.press('l', 'C-c');
      await sound(terminal, 130);
    });

    it.each([
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGINT', 130],
    ] as const)('%s', async (signal, expected) => {
      using terminal = atCreated();
      await hold(terminal);
      process.kill(terminal.pid, signal);
      await sound(terminal, expected);
    });

    it('a crash of learn-run itself', async () => {
      const crash = join(sandbox.base, 'crash.cjs');
      writeFileSync(crash, "process.on('SIGUSR2', () => { throw new Error('a crash'); });");
      using terminal = open(['hello-world', '--step', '--break=startContainer'], {
        env: { NODE_OPTIONS: `--require ${crash}` },
      });
      await hold(terminal);
      process.kill(terminal.pid, 'SIGUSR2');
      const { status, before, after } = await terminal.ended();
      expect(status).not.toBe(0);
      expect([after, terminal.hasOwnScreen]).toEqual([before, false]);
      expect(terminal.screen).toContain('Error: a crash');
      // What it has made is removed by the next one.
      await sandbox.run(['hello-world']);
    });

    it('SIGKILL of the held container', async () => {
      using terminal = atCreated();
      await hold(terminal);
      terminal.press('8', 'l');
      const [, pid] = /process id +(\d+)/.exec(await terminal.shows('process id'))!;
      process.kill(Number(pid), 'SIGKILL');
      terminal.press('Escape', 'R');
      const { before, after } = await terminal.ended();
      expect([after, terminal.hasOwnScreen]).toEqual([before, false]);
    });

    it('SIGKILL of the program while it runs', async () => {
      using terminal = open(['--break=containerExit', busybox, 'sleep', '1005']);
      const isSleeper = ({ command }: { command: string }) => command === 'sleep 1005';
      const pid = await vi.waitFor(() => processesOf(sandbox.base).find(isSleeper)!.pid, 10_000);
      process.kill(pid, 'SIGKILL');
      expect(await terminal.shows('◉ reaping')).toContain('killed by SIGKILL');
      terminal.press('R');
      await sound(terminal, 137);
    });

    it.each(['startContainer', 'reapContainer', 'deleteContainer'])(
      'the window is closed at %s: nobody is asked any more, and nothing is left',
      async (step) => {
        const terminal = open(['hello-world', '--step', `--break=${step}`]);
        await terminal.shows('1/6');
        terminal.press('r');
        await terminal.shows(step === 'startContainer' ? '3/6' : step === 'reapContainer' ? '5/6' : '6/6');
        terminal[Symbol.dispose]();
        await vi.waitFor(() => expect(sandbox.containers).toEqual([]), 10_000);
      },
    );

    it('SIGTERM at the cleanup, which then goes on without anybody', async () => {
      using terminal = open(['hello-world', '--step', '--break=deleteContainer']);
      await terminal.shows('1/6');
      terminal.press('r');
      await terminal.shows('6/6');
      process.kill(terminal.pid, 'SIGTERM');
      await sound(terminal, 0);
    });

    it('the end of a shell in the container, and SIGTERM while it is open', async () => {
      using terminal = atCreated();
      await hold(terminal);
      terminal.press('s');
      await terminal.shows('exit leads');
      await terminal.shows('[in ');
      terminal.type('echo $((6*7)) processes: $(ls -d /proc/[0-9]* | wc -l); sleep 300');
      terminal.press('Enter');
      expect(await terminal.shows('42 processes: ')).toMatch(/42 processes: [3-6]\n/);
      terminal.press('C-c');
      terminal.type('exit');
      terminal.press('Enter');
      await terminal.shows('Back from the shell');
      terminal.press('s');
      await vi.waitFor(() => expect(terminal.hasOwnScreen).toBe(false), 15_000);
      await terminal.shows('[in ');
      process.kill(terminal.pid, 'SIGTERM');
      await sound(terminal, 143);
    });
  },
);

describe.skipIf(why)(`while it stands still, a run${why ? `: ${why}` : ''}`, () => {
  const change = async (terminal: TmuxTerminal, text: string) => {
    terminal.press('e');
    await terminal.shows('change:');
    terminal.type(text);
    terminal.press('Enter');
    await terminal.shows('Changed by hand: ');
  };

  it('can be changed: another command, another variable, and it is told and recorded', async () => {
    const file = sandbox.path('changed.run');
    const words = ['--record', file, '--step', busybox, 'sh', '-c', 'exit 1'];
    using terminal = open(words);
    await terminal.shows('1/6');
    terminal.press('Enter');
    await terminal.shows('2/6');
    await change(terminal, "command sh -c 'echo $PIN; exit 9'");
    await change(terminal, 'env PIN=s3cret-value');
    terminal.press('Enter');
    await terminal.shows('3/6');
    terminal.press('6', 'l');
    await terminal.shows('config.json, and who decided what');
    terminal.press('/');
    terminal.type('args');
    terminal.press('Enter');
    const config = await terminal.shows('args [3]   ← changed by hand; it was sh -c exit 1');
    expect(config).toContain('echo $PIN; exit 9');
    terminal.press('/');
    terminal.type('PIN=');
    terminal.press('Enter');
    await terminal.shows('PIN=s3cret-value   ← changed by hand');
    terminal.press('Escape', 'R');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }, terminal.screen).toEqual({ status: 9, after: before });
    expect(terminal.screen).toMatch(/^s3cret-value$/m);
    const told = readRun(file).entries.flatMap((entry) => (entry.kind === 'evidence' ? [entry.sentence] : []));
    expect(told.join('\n')).toMatch(/Changed by hand: command, from .* to sh -c .*; PIN, from as the image has it/);
    const kept = readRun(file).entries.filter(({ kind }) => kind !== 'output');
    expect(JSON.stringify(kept)).not.toContain('s3cret-value');
  });

  it('can be limited when its container is made already, and the kernel has the limit', async (context) => {
    const words = [
      '--step',
      '-m',
      '64m',
      busybox,
      'sh',
      '-c',
      'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null',
    ];
    using terminal = open(words);
    await terminal.shows('1/6');
    terminal.press('r');
    const { status } = await terminal.ended();
    if (!/^67108864$/m.test(terminal.screen)) context.skip(`limits cannot be set here (exit code ${status})`);
    using limited = open(words);
    await limited.shows('1/6');
    limited.press('Enter');
    await limited.shows('2/6');
    limited.press('Enter');
    await limited.shows('3/6');
    await change(limited, 'memory 32m');
    limited.press('R');
    await limited.ended();
    expect(limited.screen).toMatch(/^33554432$/m);
  });

  it('goes on by itself with --auto, unless somebody holds the clock', async () => {
    using terminal = hello({}, '--auto', '2');
    await terminal.shows('p holds: goes on in');
    terminal.press('p');
    await terminal.shows('Held: p lets it go on by itself.');
    terminal.press('p');
    await terminal.shows('2/6');
    terminal.press('R');
    expect((await terminal.ended()).status).toBe(0);
  });

  it('that fails stops before its cleanup with --break-on-error', async () => {
    using terminal = open(['--break-on-error', busybox, '/nowhere']);
    const screen = await terminal.shows('6/6 containerCleanup');
    expect(screen).toContain('FAILED  startInit failed: ');
    expect(screen).toContain('The path is looked up inside the image');
    expect(sandbox.containers).toHaveLength(1);
    terminal.press('Enter');
    await terminal.shows('THE RUN IS OVER');
    terminal.press('Enter');
    expect((await terminal.ended()).status).toBe(127);
  });
});
