import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import type { Sandbox } from '../fixtures/sandbox.ts';
import { TmuxTerminal } from '../fixtures/tmux.ts';

const HELLO = readFileSync(new URL('../fixtures/docker-run-hello-world/warm.stdout', import.meta.url), 'utf8');

let busybox: string;
/** Has the images already. */
let sandbox: Sandbox;

givenBusybox({ unless: whyNoContainers }, (given) => {
  ({ busybox, sandbox } = given);
});
beforeAll(async () => {
  if (!whyNoContainers) await sandbox.run(['pull', '--offline', 'hello-world']);
});
afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));

const hello = (args: readonly string[], input: string) => sandbox.run([...args, '--offline', 'hello-world'], { input });

/** The steps at which the run stood still and asked. */
function stops(stderr: string): string[] {
  return stderr.split('\n').flatMap((line) => /^\[\w+\] (\w+): next: /.exec(line)?.[1] ?? []);
}

const STATIONS = [
  'lookUpImage',
  'prepareSnapshot',
  'startContainer',
  'streamOutput',
  'reapContainer',
  'deleteContainer',
];

describe.skipIf(whyNoContainers)(`--step in a pipe${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('stops at each of the six states, one line each, and gives stdout to the container alone', async () => {
    const { stdout, stderr, status } = await hello(['--step'], 'n\n\nn\nn\nn\nn\n');
    expect({ stdout, status }).toEqual({ stdout: HELLO, status: 0 });
    expect(stops(stderr)).toEqual(STATIONS);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .filter((line) => !/^\[\w+\] /.test(line)),
    ).toEqual([]);
  });

  it('may stand directly behind the image', async () => {
    const { stdout, stderr } = await sandbox.run(['hello-world', '--step'], { input: 'n\nn\nn\nn\nn\nn\n' });
    expect(stdout).toBe(HELLO);
    expect(stops(stderr)).toEqual(STATIONS);
  });

  it('runs on where the answers end', async () => {
    const { stdout, stderr, status } = await hello(['--step'], 'n\n');
    expect({ stdout, status }).toEqual({ stdout: HELLO, status: 0 });
    expect(stops(stderr)).toEqual(STATIONS.slice(0, 2));
    expect(stderr).toContain('[containerCleanup] proveCleanup: REAL Nothing is left: ');
  });

  it('obeys: run on, look closer, and asks again what it does not know', async () => {
    const [runOn, detail] = await Promise.all([hello(['--step'], 'r\n'), hello(['--step'], 'n\nd\nwhat?\nn\nr\n')]);
    expect(stops(runOn.stderr)).toEqual(['lookUpImage']);
    expect(stops(detail.stderr)).toEqual(['lookUpImage', 'prepareSnapshot', 'writeBundle', 'startInit']);
    expect(detail.stderr).toContain('I do not know "what?"');
    expect([runOn.stdout, detail.stdout]).toEqual([HELLO, HELLO]);
  });

  it.each([0, 1, 2])('is quit after %i more states with 130, and cleans up', async (more) => {
    const { stdout, stderr, status } = await hello(['--step'], `${'n\n'.repeat(more)}q\n`);
    expect({ stdout, status }).toEqual({ stdout: '', status: 130 });
    expect(stops(stderr)).toEqual(STATIONS.slice(0, more + 1));
    expect(stderr).toContain('[containerCleanup] proveCleanup: REAL ');
  });

  it('stops at every step, and at every system call of init, where it was asked to', async () => {
    const many = 'n\n'.repeat(2000);
    const [detail, syscall] = await Promise.all([hello(['--step=detail'], many), hello(['--step=syscall'], many)]);
    expect(new Set(stops(detail.stderr))).toEqual(
      new Set([
        ...STATIONS,
        'writeBundle',
        'startInit',
        'connectNetwork',
        'attachStreams',
        'awaitExit',
        'classifyExit',
        'proveCleanup',
      ]),
    );
    expect(syscall.stderr).toContain('startInit: next: pivot_root(');
    // What the kernel has answered stands before the next call.
    expect(syscall.stderr).toMatch(
      /startInit: next: (pivot_root\(.*\))\n(?:> )*\[containerCreation\] startInit: REAL \1 = 0\n/,
    );
    expect(syscall.stderr).toContain('startContainer: next: execve("/hello"');
    expect(stops(syscall.stderr).length).toBeGreaterThan(100);
    expect([detail.stdout, syscall.stdout]).toEqual([HELLO, HELLO]);
  });

  it('runs on to a breakpoint and stops there', async () => {
    const { stdout, stderr } = await hello(['--break', 'startContainer', '--break=containerExit'], 'r\nr\nr\n');
    expect(stops(stderr)).toEqual(['startContainer', 'reapContainer', 'classifyExit']);
    expect(stdout).toBe(HELLO);
  });

  it('steps on from a breakpoint where somebody wants the next step', async () => {
    const { stdout, stderr } = await hello(['--break', 'startContainer'], 'n\nr\n');
    expect(stops(stderr)).toEqual(['startContainer', 'streamOutput']);
    expect(stdout).toBe(HELLO);
  });

  it('changes nothing about how a program ends', async () => {
    const command = [busybox, 'sh', '-c', 'echo out; echo err >&2; exit 42'];
    const [plain, stepped] = await Promise.all([
      sandbox.run(command),
      sandbox.run(['--step', ...command], { input: 'n\n'.repeat(6) }),
    ]);
    expect(plain).toEqual({ stdout: 'out\n', stderr: 'err\n', status: 42 });
    expect({ stdout: stepped.stdout, status: stepped.status }).toEqual({ stdout: 'out\n', status: 42 });
    expect(stepped.stderr).toMatch(/^err$/m);
  });

  it('leaves stdin to the container where -i asks for it, and is told without stops', async () => {
    const { stdout, status } = await sandbox.run(['--step', '-i', busybox, 'cat'], { input: 'n\nq\n' });
    expect({ stdout, status }).toEqual({ stdout: 'n\nq\n', status: 0 });
  });
});

const why = whyNoContainers ?? whyNo('tmux', 'tmux');

describe.skipIf(why)(`--step on a terminal of 80 by 24${why ? `: ${why}` : ''}`, () => {
  it('shows the stations, goes on, looks closer, and is quit, with the terminal as it was', async () => {
    using terminal = new TmuxTerminal(sandbox, ['--offline', 'hello-world', '--step']);
    const first = await terminal.shows('1/6 imageCheck');
    expect(first).toContain('◉────────────○────────────○');
    expect(first).toContain('Enter next');
    expect(terminal.hasOwnScreen).toBe(true);
    terminal.press('Enter');
    expect(await terminal.shows('2/6 containerCreation')).toContain('●━━━━━━━━━━━━◉');
    terminal.press('l');
    expect(await terminal.shows('Tab pane')).toContain('architecture: amd64');
    terminal.press('l');
    await terminal.shows('WHAT COMES NEXT');
    terminal.press('q');
    const { status, before, after } = await terminal.ended();
    expect(status).toBe(130);
    expect(after).toBe(before);
    expect(terminal.hasOwnScreen).toBe(false);
    expect(terminal.screen).toContain('learn-run: interrupted');
  });

  it('shows the output where it would stand without it, and ends with the program', async () => {
    using terminal = new TmuxTerminal(sandbox, ['--step', busybox, 'sh', '-c', 'echo hello there; exit 7']);
    for (const state of ['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']) {
      await terminal.shows(state);
      terminal.press('n');
    }
    expect(await terminal.shows('THE RUN IS OVER')).toContain('exit code 7');
    terminal.press('Enter');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 7, after: before });
    expect(terminal.screen).toMatch(/^hello there$/m);
  });

  it('runs on from breakpoint to breakpoint, and gives the terminal back after SIGKILL of the container', async () => {
    using terminal = new TmuxTerminal(sandbox, ['--break=containerExit', busybox, 'sleep', '1004']);
    const pid = await vi.waitFor(() => processesOf(sandbox.base).find(isSleeper)!.pid, 10_000);
    process.kill(pid, 'SIGKILL');
    await terminal.shows('◉ reaping');
    terminal.press('r');
    await terminal.shows('◉ classifying');
    expect(terminal.hasOwnScreen).toBe(true);
    terminal.press('r');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 137, after: before });
    expect(terminal.hasOwnScreen).toBe(false);
  });

  it('gives the terminal back after Ctrl-C while the program runs', async () => {
    using terminal = new TmuxTerminal(sandbox, ['--break=containerExit', busybox, 'sleep', '1004']);
    await vi.waitFor(() => processesOf(sandbox.base).find(isSleeper)!.pid, 10_000);
    terminal.press('C-c');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 130, after: before });
  });
});

const isSleeper = ({ command }: { command: string }) => command === 'sleep 1004';
