import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bundledRun, bundledRuns } from '../../../cli/bundled-runs.ts';
import type { Input } from '../../../cli/io.ts';
import { main } from '../../../cli/main.ts';
import type { Json } from '../../../engine/json.ts';
import { readRun } from '../../../engine/record/read-run.ts';
import { answeredIn } from '../../../machines/story.ts';
import { isRoot } from '../../fixtures/privileges.ts';
import { capturedIo, capturedOutput } from '../../fixtures/terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'learn-run-replay-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function learnRun(words: readonly string[], input = '') {
  const io = capturedIo({}, input);
  const code = await main(words, io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

const fileOf = (name: string) => bundledRun(name)!;

/** What was recorded of a stream, and how the run ended. */
function recorded(name: string) {
  const { entries, isComplete } = readRun(fileOf(name));
  const chunks = entries.flatMap((entry) =>
    entry.kind === 'output' && entry.stream === 'stdout' ? [Buffer.from(entry.data, 'base64')] : [],
  );
  const last = entries.at(-1);
  return {
    stdout: Buffer.concat(chunks).toString(),
    exitCode: last?.kind === 'end' ? last.exitCode : undefined,
    isComplete,
  };
}

describe('the recordings that are carried along', () => {
  it.each(bundledRuns())('are replayed with the bytes and the exit code that they had: %s', async (name) => {
    const { stdout, exitCode, isComplete } = recorded(name);
    expect(isComplete).toBe(true);
    expect(await learnRun(['replay', name])).toMatchObject({ code: exitCode, stdout });
  });

  it.each(bundledRuns())('show the same evidence at every grain, and change nothing by it: %s', async (name) => {
    const { stdout, exitCode } = recorded(name);
    const sentences = readRun(fileOf(name)).entries.flatMap((entry) =>
      entry.kind === 'evidence' ? [entry.sentence] : [],
    );
    // What the kernel has answered to single calls is no evidence: that comes when init is ready.
    const answers = readRun(fileOf(name)).entries.flatMap((entry) =>
      entry.kind === 'turn' ? (answeredIn(entry.facts as Record<string, Json>) ?? []) : [],
    );
    for (const grain of ['--step', '--step=detail', '--step=syscall']) {
      const replayed = await learnRun(['replay', grain, name], '\n'.repeat(1000));
      expect(replayed).toMatchObject({ code: exitCode, stdout });
      const told = replayed.stderr.split('\n').flatMap((line) => /^\[\w+\] \w+: REPLAY (.*)$/.exec(line)?.[1] ?? []);
      expect(told).toHaveLength(sentences.length + (grain === '--step=syscall' ? answers.length : 0));
      expect(replayed.stderr).not.toContain(': REAL ');
    }
  });

  it.each(bundledRuns())('are small: %s', (name) => {
    expect(readFileSync(fileOf(name)).length).toBeLessThan(100 * 1024);
  });

  it.each(bundledRuns())('tell nothing of where they were made: %s', (name) => {
    expect(JSON.stringify(readRun(fileOf(name)))).not.toMatch(/\/home\/|\/Users\//);
  });
});

describe('learn-run --simulate', () => {
  it('shows the recorded run of an image, also where it stands behind the image', async () => {
    const { stdout } = recorded('hello-world');
    expect(await learnRun(['--simulate', 'hello-world'])).toMatchObject({ code: 0, stdout });
    expect(await learnRun(['-q', 'hello-world:latest', '--simulate'])).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('goes as far as reality allows for an image that nobody has recorded, and says what is not real', async () => {
    const io = { ...capturedIo({ LEARN_RUN_HOME: join(directory, 'home') }), uid: process.geteuid!() };
    const code = await main(['--simulate', '--step', 'learn.localhost/cat'], io);
    const told = io.stderr.text();
    expect(code).toBe(0);
    expect(told).toMatch(
      /^learn-run: there is no recorded run of learn\.localhost\/cat:latest: its registry .* \(DRY\)$/m,
    );
    expect(told).toMatch(/^\[imageCheck\] fetchConfig: REAL /m);
    expect(told).toMatch(/^\[containerCreation\] startInit: DRY /m);
    expect(told).not.toMatch(/Pulling|Downloaded/);
    expect(io.stdout.text()).toBe('');
  });
});

describe('learn-run replay', () => {
  it('stops at each of the six states of a recorded run, in a pipe', async () => {
    const { stderr } = await learnRun(['replay', '--step', 'hello-world'], '\n'.repeat(20));
    const stops = stderr.split('\n').flatMap((line) => /^\[(\w+)\] \w+: next: /.exec(line)?.[1] ?? []);
    expect(stops).toEqual([
      'imageCheck',
      'containerCreation',
      'containerExecution',
      'outputDisplay',
      'containerExit',
      'containerCleanup',
    ]);
  });

  it('leads through it on a terminal, forwards and back, and gives the terminal back', async () => {
    const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} }) as unknown as Input &
      PassThrough;
    const stderr = capturedOutput({ columns: 80, rows: 24 });
    const stdout = capturedOutput();
    const io = { stdin: keyboard, stdout, stderr, env: {}, uid: 1000 };
    const ending = main(['replay', 'hello-world', '--step'], io);
    const press = async (keys: string, until: string) => {
      keyboard.write(keys);
      await vi.waitFor(() => expect(stderr.text()).toContain(until), 15_000);
    };
    await press('n', '2/6 containerCreation');
    await press('b', 'looking back');
    await press('nnnnnnn', 'THE RUN IS OVER');
    keyboard.write('\r');
    expect(await ending).toBe(0);
    expect(stdout.text()).toBe(recorded('hello-world').stdout);
    expect(stderr.text()).toContain('REPLAY');
    expect(stderr.text()).not.toContain('REAL  ');
    expect(stderr.text().trimEnd().endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
  });

  it('can be left, as a run can', async () => {
    const { code, stderr } = await learnRun(['replay', '--step', 'hello-world'], '\nq\n');
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted');
  });

  it('plays a file to where it was cut off, and says so', async () => {
    const file = join(directory, 'cut.run');
    const whole = readFileSync(fileOf('hello-world'));
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)));
    const { code, stderr } = await learnRun(['replay', '--step', file], '\n'.repeat(20));
    expect(code).toBe(1);
    expect(stderr).toContain('lookUpImage: REPLAY hello-world:latest means');
    // At the step, as the ending, and as the error of the command.
    expect(stderr.match(/the recording ends here/g)).toHaveLength(3);
    expect(stderr.match(/FAILED/g)).toHaveLength(1);
  });

  it.each([
    [['replay'], 'requires 1 argument'],
    [['replay', '/nowhere.run'], 'cannot read the run file /nowhere.run: ENOENT'],
    [['replay', 'package.json'], 'this is no run file'],
    [['replay', '--step=often', 'hello-world'], 'must be "detail" or "syscall"'],
    [['replay', '--break', 'nowhere', 'hello-world'], 'there is no such step'],
  ])('refuses %j with one clear message', async (words, message) => {
    const { code, stdout, stderr } = await learnRun(words);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('shows nothing of a file that was changed', async () => {
    const file = join(directory, 'changed.run');
    const bytes = readFileSync(fileOf('hello-world'));
    bytes[bytes.length >> 1]! ^= 0xff;
    writeFileSync(file, bytes);
    const { code, stdout, stderr } = await learnRun(['replay', file]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('cannot be relied on');
  });

  it('needs no home, no tools, no privileges', () => {
    const file = join(directory, 'hello.run');
    cpSync(fileOf('hello-world'), file);
    const program = new URL('../../../cli/main.ts', import.meta.url).href;
    const script = `const { main } = await import(${JSON.stringify(program)});
      const { stdin, stdout, stderr } = process;
      process.exitCode = await main(['replay', 'hello-world'], { stdin, stdout, stderr, env: {}, uid: process.geteuid() });`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { PATH: '/nonexistent' },
      cwd: '/',
      encoding: 'utf8',
      ...(isRoot && { uid: 65534, gid: 65534 }),
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: recorded('hello-world').stdout });
  });
});
