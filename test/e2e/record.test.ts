import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRun } from '../../engine/record/read-run.ts';
import { keptRuns } from '../../engine/record/run-directory.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import type { Sandbox } from '../fixtures/sandbox.ts';

let busybox: string;
let sandbox: Sandbox;

givenBusybox({ unless: whyNoContainers }, (given) => {
  ({ busybox, sandbox } = given);
});
afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));

const shell = (script: string, ...options: string[]) => [...options, busybox, 'sh', '-c', script];
const runs = () => keptRuns(sandbox.path('home/runs'));
/** What a replay of the file gives, as an ending of its own. */
const replay = (file: string) => sandbox.run(['replay', file]);

describe.skipIf(whyNoContainers)(`recording${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('keeps a run that nobody asked to keep, small, and replays it with the same words and exit code', async () => {
    const real = await sandbox.run(shell('echo out; echo err >&2; exit 3'));
    expect(real).toMatchObject({ stdout: 'out\n', stderr: 'err\n', status: 3 });
    expect(await replay('last')).toEqual(real);
    const file = sandbox.path('home/runs', `${runs()[0]}.run`);
    expect(statSync(file).size).toBeLessThan(20_000);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readRun(file).header.isDetailed).toBe(false);
  });

  it('records all evidence where that is asked for, in front of the image and behind it', async () => {
    for (const [name, words] of [
      ['front.run', ['--record', sandbox.path('front.run'), ...shell('true')]],
      ['behind.run', [busybox, '--record', sandbox.path('behind.run'), 'true']],
    ] as const) {
      expect(await sandbox.run(words)).toMatchObject({ status: 0 });
      const { entries, header } = readRun(sandbox.path(name));
      expect(header.isDetailed).toBe(true);
      const init = entries.find((entry) => entry.kind === 'evidence' && 'syscalls' in entry.facts);
      expect(init).toMatchObject({ facts: { process: { pids: [expect.any(Number), 1] } } });
    }
  });

  it('keeps nothing with --no-record', async () => {
    const before = runs();
    await sandbox.run(shell('true', '--no-record'));
    expect(runs()).toEqual(before);
  });

  it('keeps no value of a variable', async () => {
    await sandbox.run(shell('true', '-e', 'PASSWORD=correct-horse', '--record', sandbox.path('secret.run')));
    const { header, entries } = readRun(sandbox.path('secret.run'));
    const text = JSON.stringify([header, entries]);
    expect(text).toContain('PASSWORD=[redacted]');
    expect(text).not.toContain('correct-horse');
  });

  it('keeps bytes as they are, and the first MiB of very many', async () => {
    const bytes = await sandbox.run(shell('printf "\\000\\377\\n"'));
    expect(await replay('last')).toEqual(bytes);
    await sandbox.run(shell('head -c 3000000 /dev/zero'));
    expect((await replay('last')).stdout).toHaveLength(1024 * 1024);
  });

  it('records a run that was interrupted, and replays it to that end', async () => {
    const file = sandbox.path('interrupted.run');
    const child = sandbox.start(shell('echo ready; sleep 100', '--sig-proxy=false', '--record', file));
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    child.kill('SIGTERM');
    const [status] = await new Promise<[number]>((resolve) => child.on('close', (code) => resolve([code ?? -1])));
    const { isComplete } = readRun(file);
    expect(isComplete).toBe(true);
    expect(await replay(file)).toMatchObject({ status, stdout: 'ready\n' });
  });

  it('leaves, where learn-run is killed, a file that tells the run so far', async () => {
    const file = sandbox.path('killed.run');
    const child = sandbox.start(shell('echo ready; sleep 100', '--record', file));
    await vi.waitFor(() => {
      const { entries } = readRun(file);
      expect(entries.some(({ kind }) => kind === 'output')).toBe(true);
    }, 9000);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    await sandbox.run(['gc']);
    expect(readRun(file).isComplete).toBe(false);
    const { stdout, stderr, status } = await replay(file);
    expect({ stdout, status }).toEqual({ stdout: 'ready\n', status: 1 });
    expect(stderr).toContain('the recording ends here');
  });

  it('says at once where it cannot write, and runs nothing', async () => {
    const { stdout, stderr, status } = await sandbox.run(shell('echo ran', '--record', '/nowhere/a.run'));
    expect({ stdout, status }).toEqual({ stdout: '', status: 125 });
    expect(stderr).toContain('cannot write the run file /nowhere/a.run: ENOENT');
  });

  it.skipIf(!existsSync('/dev/full'))(
    'runs to its end on a full disk, and says what is missing (needs /dev/full)',
    async () => {
      const { stdout, stderr, status } = await sandbox.run(shell('echo ran', '--record', '/dev/full'));
      expect({ stdout, status }).toEqual({ stdout: 'ran\n', status: 0 });
      expect(stderr).toContain('cannot write the run file /dev/full: ENOSPC');
    },
  );

  it('forgets the oldest of more than twenty', async () => {
    const first = runs().at(-1)!;
    const fileOf = (name: string) => sandbox.path('home/runs', `${name}.run`);
    for (let count = runs().length; count < 20; count++) copyFileSync(fileOf(first), fileOf(`${first}-${count}`));
    await sandbox.run(shell('true', '--network', 'none'));
    expect(runs()).toHaveLength(20);
    expect(runs()).not.toContain(first);
    expect(readFileSync(sandbox.path('home/runs', `${runs()[0]}.run`)).length).toBeGreaterThan(0);
  });
});
