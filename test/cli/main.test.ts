import { describe, expect, it } from 'vitest';
import { HELP_TOPICS } from '../../cli/commands.ts';
import { main } from '../../cli/main.ts';
import { capturedIo } from '../fixtures/terminal.ts';

/** The exit code and both streams of one command line. */
async function learnRun(...words: string[]) {
  const io = capturedIo({ LEARN_RUN_HOME: '/dev/null/learn-run' });
  const code = await main(words, io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('learn-run', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']], [['help', '--help']]])(
    'prints its help on stdout: %j',
    async (words) => {
      const { code, stdout, stderr } = await learnRun(...words);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Examples:\n {2}learn-run hello-world/);
    },
  );

  it.each(['run', 'pull', 'images', 'rmi', 'gc', 'unpack'])(
    'prints the help of %s, examples first',
    async (command) => {
      const { code, stdout } = await learnRun(command, '--help');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Examples:\n/);
      expect(stdout).toContain(`Usage: learn-run ${command}`);
      expect((await learnRun('help', command)).stdout).toBe(stdout);
    },
  );

  it.each(HELP_TOPICS)('names %s in its help, and has help for it', async (topic) => {
    expect((await learnRun('help')).stdout).toMatch(new RegExp(`\\b${topic}\\b`));
    const { code, stdout } = await learnRun('help', topic);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`Usage: learn-run ${topic}`)]);
  });

  it.each([[''], ...HELP_TOPICS.map((topic) => [topic])])(
    'cuts no word on 80 columns in the help of %j',
    async (topic) => {
      const { stdout } = await learnRun(...[topic].filter(Boolean), '--help');
      // Command lines are to be copied, so they stay in one piece.
      const sentences = stdout.split('\n').filter((line) => !/^(Usage:)? +learn-run|learn-run -/.test(line));
      expect(sentences.filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it('has no help for what only it calls itself', async () => {
    expect(await learnRun('help', 'monitored')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown help topic: monitored'),
    });
  });

  it('says in its help what is taken where an option is not given, but not of what may be repeated', async () => {
    const help = (await learnRun('run', '--help')).stdout.replaceAll(/\s+/g, ' ');
    expect(help).toContain('Hand signals on to it, unless it has a terminal; =false: they end the run (default: true)');
    expect(help).not.toMatch(/default:\s*(\[\])?\)/);
  });

  it('prints its version', async () => {
    expect(await learnRun('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^learn-run version \d/),
    });
  });

  it.each([
    [['--nope', 'x'], 'unknown flag: --nope'],
    [['pull', '--nope', 'a'], 'unknown flag: --nope'],
    [
      ['--pull', 'sometimes', 'x'],
      `invalid pull option: 'sometimes': must be one of "always", "missing", "never" or "newer"`,
    ],
    [['--network', 'mine', 'x'], 'network mine not found'],
    [['--ulimit', 'nofile=3:2', 'x'], 'ulimit soft limit must be less than or equal to hard limit: 3 > 2'],
    [['--name', 'a/b', 'x'], 'invalid container name (a/b)'],
    [['-w', 'rel', 'x'], "the working directory 'rel' is invalid, it needs to be an absolute path"],
    [['--security-opt', 'label=kind:container_t', 'x'], 'bad label option "kind:container_t"'],
    [
      ['--security-opt', 'seccomp=/nowhere', 'x'],
      'opening seccomp profile (/nowhere) failed: open /nowhere: no such file or directory',
    ],
    [['--security-opt', 'seccomp=/dev/null', 'x'], 'invalid seccomp profile: not JSON'],
    [['--disable-content-trust=false', 'x'], 'learn-run does not look at signatures of Notary'],
    [['--userns', 'private', 'x'], '--userns: invalid USER mode'],
    [['--rm', '--keep', 'x'], 'cannot specify both --rm and --keep'],
    [['--step=often', 'x'], 'must be "detail" or "syscall"'],
    [['--break', 'nowhere', 'x'], 'there is no such step'],
    [['--registry', 'hub', 'x'], 'must be "embedded"'],
    [['Ubuntu'], 'must be lowercase'],
    [[''], 'invalid reference format'],
  ])('refuses %j with 125 and one clear message', async (words, message) => {
    const { code, stdout, stderr } = await learnRun(...words);
    expect([code, stdout]).toEqual([125, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it.each([
    [['run'], "'learn-run run' requires at least 1 argument"],
    [['pull'], "'learn-run pull' requires 1 argument"],
    [['pull', 'a', 'b'], "'learn-run pull' requires 1 argument"],
    [['rmi'], "'learn-run rmi' requires at least 1 argument"],
    [['images', 'a', 'b'], "'learn-run images' requires at most 1 argument"],
    [['unpack', 'a'], "'learn-run unpack' requires 2 arguments"],
  ])('ends %j with 1, as docker does where the number of words is wrong', async (words, message) => {
    const { code, stdout, stderr } = await learnRun(...words);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  it.each([
    ['--cpu-count=1', '--cpu-count'],
    ['--gpus=all', '--gpus'],
  ])('refuses the flag %s of docker by name', async (flag, name) => {
    const { code, stderr } = await learnRun(flag, 'x');
    expect(code).toBe(125);
    expect(stderr).toContain(`the flag ${name} is docker's, and learn-run does not support it yet`);
  });

  it('leads from a name that rename refuses to the help of rename', async () => {
    expect((await learnRun('rename', 'web', 'a/b')).stderr).toContain("See 'learn-run rename --help'");
  });

  it.each(['create', 'cp', 'commit', 'update', 'build', 'load', 'network', 'login', 'system', 'compose'])(
    'refuses the command %s of docker by name, in place of pulling an image that is called so',
    async (command) => {
      const { code, stderr } = await learnRun(command, 'x');
      expect(code).toBe(125);
      expect(stderr).toContain(`the command ${command} is docker's, and learn-run does not have it`);
    },
  );

  it('shows where an error comes from after --debug', async () => {
    expect((await learnRun('--debug', 'Ubuntu')).stderr).toContain('    at ');
  });
});
