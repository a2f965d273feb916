import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { syscallNumber } from '../../engine/syscall/numbers.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import type { Sandbox } from '../fixtures/sandbox.ts';
import { symlink } from '../fixtures/tar-blocks.ts';
import { TmuxTerminal } from '../fixtures/tmux.ts';
import { whyNoTracing } from '../fixtures/users.ts';

const why = whyNoContainers ?? whyNo('tmux', 'tmux');
let busybox: string;
let sandbox: Sandbox;

givenBusybox(
  { unless: why, extra: ['stty', 'tty', 'printf'].map((tool) => symlink(`bin/${tool}`, 'busybox')) },
  (given) => {
    ({ busybox, sandbox } = given);
  },
);
/** By then the terminal itself is gone too. */
afterEach(async () => {
  if (!why) await expectNothingLeft(sandbox);
});

/** The process on the host whose words are these. */
const pidOf = (command: string) =>
  vi.waitFor(() => {
    const found = processesOf(sandbox.base).find((process) => process.command === command);
    if (found === undefined) throw new Error(`${command} does not run yet`);
    return found.pid;
  }, 10_000);

/** The learn-run that a container belongs to. */
function learnRunPid(): number {
  const ours = processesOf(sandbox.base).find(({ command }) => command.includes('bin.cjs') && command.includes('-it'));
  return ours!.pid;
}

describe.skipIf(why)(`a container on a terminal${why ? `: ${why}` : ''}`, () => {
  it('is a shell with job control, whose size and colours are those of the terminal', async () => {
    using terminal = new TmuxTerminal(sandbox, ['-it', busybox, 'sh']);
    await terminal.shows('/ #');
    terminal.press('tty; stty size; printf "\\033[31mred\\033[0m\\n"', 'Enter');
    await terminal.shows('\nred\n');
    expect(terminal.screen).toContain('\n/dev/pts/0\n24 80\n');
    terminal.press('sleep 4321', 'Enter');
    await pidOf('sleep 4321');
    terminal.press('C-z');
    await terminal.shows('Stopped');
    terminal.press('fg', 'Enter');
    await terminal.shows('fg\nsleep 4321');
    terminal.press('C-c');
    await terminal.shows('^C');
    terminal.press('exit 3', 'Enter');
    const { status, before, after } = await terminal.ended();
    expect(status).toBe(3);
    expect(after).toBe(before);
  });

  it('gives the terminal back where the container is killed', async () => {
    using terminal = new TmuxTerminal(sandbox, ['-it', busybox, 'sleep', '4322']);
    process.kill(await pidOf('sleep 4322'), 'SIGKILL');
    const { status, before, after } = await terminal.ended();
    expect(status).toBe(137);
    expect(after).toBe(before);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('gives the terminal back where learn-run gets %s, and leaves nothing', async (signal, expected) => {
    using terminal = new TmuxTerminal(sandbox, ['-it', busybox, 'sleep', '4323']);
    await pidOf('sleep 4323');
    process.kill(learnRunPid(), signal);
    const { status, before, after } = await terminal.ended();
    expect(status).toBe(expected);
    expect(after).toBe(before);
  });

  it('gives the terminal back where the program cannot be started', async () => {
    using terminal = new TmuxTerminal(sandbox, ['-it', busybox, 'nothing-of-this-name']);
    const { status, before, after } = await terminal.ended();
    expect(status).toBe(127);
    expect(after).toBe(before);
  });

  it('takes Ctrl-C for a key like any other', async () => {
    using terminal = new TmuxTerminal(sandbox, [
      '-it',
      busybox,
      'sh',
      '-c',
      'stty raw -echo; echo go; dd bs=1 count=2',
    ]);
    await terminal.shows('go');
    terminal.press('C-c', 'C-x');
    expect((await terminal.ended()).status).toBe(0);
  });

  it('is let go of and goes on, is shown again elsewhere, and ends with its exit code there', async () => {
    using first = new TmuxTerminal(sandbox, ['-it', '--name', 'box', busybox, 'sh']);
    await first.shows('/ #');
    first.press('export KEPT=here', 'Enter', 'C-p', 'C-q');
    const left = await first.ended();
    expect(left.status).toBe(0);
    expect(left.after).toBe(left.before);
    using second = new TmuxTerminal(sandbox, ['attach', '--detach-keys', 'ctrl-x,x', 'box'], { columns: 99, rows: 33 });
    await second.shows('/ #');
    second.press('stty size; echo $KEPT', 'Enter');
    await second.shows('33 99\nhere\n');
    // Not the whole sequence: it is the program's. The whole one: docker's words and exit code.
    second.press('C-x', 'C-u', 'C-x', 'x');
    const again = await second.ended();
    expect(second.screen).toContain('read escape sequence');
    expect(again).toMatchObject({ status: 1, after: again.before });
    using third = new TmuxTerminal(sandbox, ['attach', 'box']);
    await third.shows('/ #');
    third.press('exit 7', 'Enter');
    expect((await third.ended()).status).toBe(7);
    await vi.waitFor(async () => expect((await sandbox.run(['ps', '-aq'])).stdout).toBe(''), 10_000);
  });

  it('is let go of, and has a new one in the container that is started again by itself', async () => {
    const options = ['-it', '--restart', 'always', '--network', 'none', '--name', 'box'];
    using terminal = new TmuxTerminal(sandbox, [...options, busybox, 'sh', '-c', 'tty; exec sleep 4329']);
    await terminal.shows('/dev/pts/0');
    terminal.press('C-p', 'C-q');
    expect((await terminal.ended()).status).toBe(0);
    const look = async () => JSON.parse((await sandbox.run(['inspect', 'box'])).stdout)[0];
    process.kill((await look()).State.Pid, 'SIGKILL');
    await vi.waitFor(
      async () => expect(await look()).toMatchObject({ RestartCount: 1, State: { Status: 'running' } }),
      20_000,
    );
    await vi.waitFor(
      async () => expect((await sandbox.run(['logs', 'box'])).stdout).toBe('/dev/pts/0\r\n'.repeat(2)),
      10_000,
    );
    await sandbox.run(['rm', '-f', 'box']);
  });

  it('is no container that was left to a monitor where its program ends at that very moment', async () => {
    using terminal = new TmuxTerminal(sandbox, ['-it', busybox, 'sleep', '4326']);
    const pid = await pidOf('sleep 4326');
    const launcher = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
    // Whoever waits for the program finds out about both at once; it has to wait already.
    const waiting = new RegExp(`^${syscallNumber('ppoll')} `);
    await vi.waitFor(() => expect(readFileSync(`/proc/${launcher}/syscall`, 'utf8')).toMatch(waiting), 10_000);
    process.kill(launcher, 'SIGSTOP');
    terminal.press('C-p', 'C-q');
    const [id] = sandbox.containers;
    const isBeingLeft = () => readFileSync(sandbox.path('home/containers', id!, 'state.json'), 'utf8');
    await vi.waitFor(() => expect(isBeingLeft()).toContain('"isDetached":true'), 10_000);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^State:\tZ/m), 10_000);
    process.kill(launcher, 'SIGCONT');
    expect((await terminal.ended()).status).toBe(137);
    expect((await sandbox.run(['ps', '-aq'])).stdout).toBe('');
  });

  const whyNoOldKernel = whyNo('strace', 'strace') ?? whyNoTracing;
  it.skipIf(whyNoOldKernel)(
    `is not let go of by a kernel before 5.3, and goes on${whyNoOldKernel ? `: ${whyNoOldKernel}` : ''}`,
    async () => {
      const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'inject=pidfd_open:error=ENOSYS'];
      using terminal = new TmuxTerminal(sandbox, ['-it', busybox, 'sh'], { under });
      await terminal.shows('/ #');
      terminal.press('C-p', 'C-q');
      await terminal.shows('cannot let go of this container: that takes Linux 5.3');
      terminal.press('exit 4', 'Enter');
      expect((await terminal.ended()).status).toBe(4);
    },
  );

  it('that is only looked at goes on where start -a is ended by Ctrl-C', async () => {
    const script = 'trap "" HUP; echo up; sleep 4328';
    await sandbox.run(['-d', '-t', '--network', 'none', '--name', 'box', busybox, 'sh', '-c', script]);
    await sandbox.run(['kill', 'box']);
    using terminal = new TmuxTerminal(sandbox, ['start', '-a', 'box']);
    await terminal.shows('up');
    await pidOf('sleep 4328');
    // The key itself would end the shell around it too.
    process.kill(terminal.pid, 'SIGINT');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 130, after: before });
    const { stdout } = await sandbox.run(['inspect', '-f', '{{.State.Status}}', 'box']);
    await sandbox.run(['rm', '-f', 'box']);
    expect(stdout).toBe('running\n');
  });

  it('of a program beside others is let go of too, and the program goes on', async () => {
    await sandbox.run(['-d', '--rm', '--network', 'none', '--name', 'box', busybox, 'sleep', '4325']);
    using terminal = new TmuxTerminal(sandbox, ['exec', '-it', 'box', 'sh']);
    await terminal.shows('/ #');
    // More than a terminal takes while nobody reads it.
    terminal.press('sleep 1; yes | head -100000; echo done >/tmp/done', 'Enter', 'C-p', 'C-q');
    expect((await terminal.ended()).status).toBe(1);
    await vi.waitFor(
      async () => expect((await sandbox.run(['exec', 'box', 'cat', '/tmp/done'])).stdout).toBe('done\n'),
      10_000,
    );
    await sandbox.run(['rm', '-f', 'box']);
  });

  it('shows output on a terminal of its own where ours is none', async () => {
    const { stdout, status } = await sandbox.run(['-t', busybox, 'sh', '-c', 'tty; echo err >&2']);
    expect({ stdout, status }).toEqual({ stdout: '/dev/pts/0\r\nerr\r\n', status: 0 });
  });

  it("is refused with -i where stdin is no terminal, with docker's words and exit code", async () => {
    const { stderr, status } = await sandbox.run(['-it', busybox, 'sh']);
    expect(stderr).toMatch(/^learn-run: the input device is not a TTY$/m);
    expect(status).toBe(1);
  });
});
