import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readRun } from '../../engine/record/read-run.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { TmuxTerminal } from '../fixtures/tmux.ts';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterEach(() => expectNothingLeft(sandbox));
afterAll(() => sandbox?.[Symbol.dispose]());

const questions = (stderr: string) => stderr.match(/^Question: .*$/gm) ?? [];
const answers = (stderr: string) =>
  [...stderr.matchAll(/^Answer: (.*)\n {2}(.*)$/gm)].map(([, question, line]) => [question, line]);

/** What a script says to each question that hello-world gives cause for, in their order; an empty line for each stop. */
const SCRIPT = [
  ['image-here', 'no'],
  ['full-name', 'docker.io/hello-world:latest'],
  ['(lookUpImage)', ''],
  ['token', 'only with a token'],
  ['(contactRegistry)', ''],
  ['index-or-manifest', 'an index'],
  ['(resolveIndex)', ''],
  ['blobs', '2'],
  ['(fetchConfig)', ''],
  ['layers-here', 'n'],
  ['(locateLayer)', ''],
  ['diff-id', 'b'],
  ['(extractLayer)', ''],
  ['stacked', '1'],
  ['(prepareSnapshot)', ''],
] as const;

describe.skipIf(whyNoContainers)(`--predict through a pipe${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('asks of a real run, takes answers from a script, tells what happened, records it, and tells it in the report', async () => {
    const file = sandbox.path('predicted.run');
    const input = SCRIPT.map(([, line]) => `${line}\n`).join('');
    const { stdout, stderr, status } = await sandbox.run(
      ['--record', file, '--offline', '--predict=all', 'hello-world'],
      { input },
    );
    expect([status, stdout.includes('Hello from learn-run!')]).toEqual([0, true]);
    const asked = SCRIPT.filter(([name]) => !name.startsWith('('));
    // The script ends at the container's creation: from there on nobody guesses.
    expect(questions(stderr).length).toBeGreaterThanOrEqual(asked.length);
    expect(Object.fromEntries(answers(stderr))).toMatchObject({
      'Is hello-world already in the store of this machine?': expect.stringMatching(/^Right: no\. Its list of names/),
      'The image is called hello-world. Which name does that stand for?': expect.stringMatching(
        /^Not so: you said docker\.io\/hello-world:latest, and it is docker\.io\/library\/hello-world:latest\. That would be an image of a user without a name\./,
      ),
      'The manifest names one config and 1 layer. How many blobs will be fetched now?':
        expect.stringMatching(/^Right: 2\./),
    });
    expect(stderr).toContain('5 of 8 predictions were right.');
    const kept = readRun(file).entries.flatMap((entry) => (entry.kind === 'prediction' ? [entry] : []));
    expect(kept.map(({ name, isRight }) => [name, isRight]).slice(0, 2)).toEqual([
      ['image-here', true],
      ['full-name', false],
    ]);
    const report = await sandbox.run(['report', file]);
    expect(report.stdout).toContain('## What was predicted');
    expect(report.stdout).toMatch(/\| \*\*wrong\*\* \| The image is called hello-world/);
  });

  it('changes nothing about the run', async () => {
    const plain = await sandbox.run(['hello-world']);
    const asked = await sandbox.run(['--predict=all', 'hello-world'], { input: '\n'.repeat(200) });
    expect([asked.stdout, asked.status]).toEqual([plain.stdout, plain.status]);
    expect(questions(asked.stderr).length).toBeGreaterThan(12);
    expect(asked.stderr).not.toContain('predictions were right');
  });

  it('asks in a replay too, the same questions each time', async () => {
    const ask = () => sandbox.run(['replay', '--predict', 'hello-world'], { input: '\n'.repeat(200) });
    const [first, second] = [await ask(), await ask()];
    expect(questions(first.stderr).length).toBeGreaterThan(8);
    expect(questions(first.stderr)).toEqual(questions(second.stderr));
    expect(first.stderr).not.toContain('REAL');
    const forReal = await sandbox.run(['replay', '--predict=all', 'hello-world'], { input: '\n'.repeat(200) });
    expect(questions(forReal.stderr).length).toBeGreaterThan(questions(first.stderr).length);
  });

  it('is told as JSON, with the questions and what came of them, for other programs', async () => {
    const { stdout, stderr, status } = await sandbox.run(['--step', '--predict', '--json', 'hello-world'], {
      input: 'yes\nb\n\n',
    });
    expect([stderr, status]).toEqual(['', 0]);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (kind: string) => lines.filter((line) => line.kind === kind);
    expect(of('question')[0]).toEqual({
      kind: 'question',
      name: 'image-here',
      text: 'Is hello-world already in the store of this machine?',
      choices: ['yes', 'no'],
    });
    expect(of('verdict')).toContainEqual(expect.objectContaining({ name: 'image-here', given: 'yes', isRight: true }));
    expect(of('stop').length).toBeGreaterThan(1);
    const output = Buffer.concat(of('output').map(({ data }) => Buffer.from(data as string, 'base64'))).toString();
    expect(output).toBe((await sandbox.run(['hello-world'])).stdout);
    expect(lines.at(-1)).toEqual({ kind: 'end', ending: expect.stringContaining('exit code 0'), exitCode: 0 });
  });
});

const why = whyNoContainers ?? whyNo('tmux', 'tmux');

describe.skipIf(why)(`--predict in the step view${why ? `: ${why}` : ''}`, () => {
  it('asks before the stop, lets one look around first, and answers with what happened', async () => {
    using terminal = new TmuxTerminal(sandbox, ['hello-world', '--predict=all']);
    expect(await terminal.shows('WHAT DO YOU THINK?')).toContain('Is hello-world already in the store');
    terminal.press('l');
    await terminal.shows('lesson 1: Is the image here?');
    terminal.press('Escape');
    await terminal.shows('› a  yes');
    terminal.press('Enter');
    await terminal.shows('Which name does that stand for?');
    terminal.press('a', 'Enter');
    await terminal.shows('WHAT COMES NEXT');
    terminal.press('Enter');
    const screen = await terminal.shows('2/6 containerCreation');
    expect(screen).toContain('✓ Right: yes.');
    expect(screen).toContain('✗ Not so: you said docker.io/hello-world:latest');
    expect(screen).toContain('How many directories will overlayfs lay on top of each');
    terminal.press('2', 'Enter');
    await terminal.shows('WHAT COMES NEXT');
    terminal.press('R');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 0, after: before });
  });

  it('takes a whole quiz with nothing but Escape and Enter', async () => {
    using terminal = new TmuxTerminal(sandbox, ['replay', 'hello-world', '--predict']);
    const isThere = (text: string) => terminal.screen.includes(text);
    await terminal.shows('WHAT DO YOU THINK?');
    while (!isThere('THE RUN IS OVER')) {
      const { screen } = terminal;
      terminal.press(screen.includes('WHAT DO YOU THINK?') ? 'Escape' : 'Enter');
      await vi.waitFor(() => expect(terminal.screen).not.toBe(screen), 5000);
    }
    await terminal.shows('THE RUN IS OVER');
    terminal.press('Enter');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 0, after: before });
  });

  it('shows questions large for a projector', async () => {
    using terminal = new TmuxTerminal(sandbox, ['replay', 'hello-world', '--predict', '--present']);
    const screen = await terminal.shows('› a  yes');
    expect(screen).toContain('█▄ ▄█');
    terminal.press('q');
    const { status, before, after } = await terminal.ended();
    expect({ status, after }).toEqual({ status: 130, after: before });
  });
});
