import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../../cli/main.ts';
import { DOCKER_OPTIONS } from '../../../cli/options/docker-options.ts';
import { isRoot, whyNoLimits } from '../../fixtures/privileges.ts';
import { capturedIo, capturedOutput } from '../../fixtures/terminal.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-explain-'));
});
afterEach(() => rmSync(home, { recursive: true }));

async function explain(...words: string[]) {
  const io = { ...capturedIo({ LEARN_RUN_HOME: join(home, 'store'), SECRET: 'swordfish' }), uid: process.geteuid!() };
  const code = await main(['explain', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

/** What is said of one flag: from its line to the next empty one. */
const partOf = (text: string, flag: string) => text.split('\n\n').find((part) => part.startsWith(flag)) ?? '';

const noLimits = whyNoLimits ? `: ${whyNoLimits}` : '';

describe('learn-run explain', () => {
  it.skipIf(whyNoLimits)(
    `leads from each flag to config.json, to the kernel, and to what it means${noLimits}`,
    async () => {
      const { code, stdout, stderr } = await explain(
        ...`docker run -it --rm -m 64m --cap-drop ALL -v ${home}:/src alpine sh`.split(' '),
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^docker run, flag by flag\. Nothing is run\.\n/);
      expect(stdout).toContain('alpine means docker.io/library/alpine:latest');
      expect(partOf(stdout, '-m')).toMatch(/\+ \/linux\/resources\/memory\/limit 67108864/);
      expect(partOf(stdout, '-t')).toContain('TIOCSCTTY');
      expect(partOf(stdout, '--cap-drop')).toMatch(/capset\(0x0, 0x0, 0x0\)\n.*\+ prctl\(PR_CAPBSET_DROP, CAP_CHOWN\)/);
      expect(partOf(stdout, '-v')).toContain(`/mounts[/src] bind ${home}`);
      expect(partOf(stdout, '-v')).toMatch(/riskier\n/);
      expect(stdout).toContain('safer than the default by --memory, --cap-drop; riskier by --volume');
    },
  );

  it.each([
    [['--userns', 'host'], /--userns.*as safe\n/],
    [['--blkio-weight', '0'], /--blkio-weight/],
    [['--privileged', '--device-cgroup-rule', 'a *:* rwm'], /--device-cgroup-rule/],
  ])('claims no call for a flag that changes nothing: %j', async (flags, title) => {
    const { stdout } = await explain('docker', 'run', ...flags, 'x');
    const part = stdout.split('\n\n').find((one) => title.test(one));
    expect(part).toContain('nothing: the default or another flag does the same already');
  });

  it.each([[['learn-run', 'ps', '-a']], [['ps']], [['learn-run --debug ps']]])(
    'knows a command of learn-run from an image: %j',
    async (words) => {
      const { code, stdout, stderr } = await explain(...words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^learn-run ps is a command of its own, and no run of an image with this name/);
      expect(stdout).toContain('List containers.');
      expect((await explain('--json', ...words)).code).not.toBe(0);
    },
  );

  it('takes a run of an image apart that is called as a command', async () => {
    const { stdout } = await explain('learn-run', 'run', 'ps');
    expect(stdout).toContain('ps means docker.io/library/ps:latest');
  });

  it('runs nothing, pulls nothing, makes no container, and no directory for a mount', async () => {
    await explain('docker', 'run', '-v', `${home}/missing:/x`, '-v', 'data:/y', 'hello-world');
    expect(existsSync(join(home, 'missing'))).toBe(false);
    for (const directory of ['containers', 'volumes', 'snapshots', 'blobs/sha256', 'runs']) {
      const path = join(home, 'store', directory);
      expect(existsSync(path) ? readdirSync(path) : []).toEqual([]);
    }
  });

  it('names what learn-run does not have, and what it would refuse, and goes on', async () => {
    const flags = ['--cpu-count', '1', '--memory-swap', '64m', '--health-cmd', 'true', '-u', '1000'];
    const { code, stdout } = await explain('docker', 'run', ...flags, 'x');
    expect(code).toBe(0);
    expect(partOf(stdout, '--cpu-count')).toContain('learn-run    does not have it');
    expect(partOf(stdout, '--memory-swap')).toMatch(/refused\n[\s\S]*You should always set the Memory limit/);
    expect(partOf(stdout, '--health-cmd')).toContain('learn-run    does not have it');
    expect(partOf(stdout, '-u')).toContain('setresuid(1000, 1000, 1000)');
    expect(stdout).toContain('it cannot be run like this, because of --memory-swap');
    expect(stdout).toContain('learn-run itself would refuse --cpu-count, --health-cmd');
  });

  it.skipIf(whyNoLimits)(`blames the later one of two flags that contradict each other${noLimits}`, async () => {
    const { stdout } = await explain('docker', 'run', '--cpus', '1', '--cpu-quota', '5000', 'alpine');
    expect(partOf(stdout, '--cpu-quota')).toContain('Conflicting options');
    expect(partOf(stdout, '--cpus')).toContain('/linux/resources/cpu/quota 100000');
  });

  it("takes podman's own default for what podman does", async () => {
    const docker = await explain('docker', 'run', '--cap-add', 'NET_RAW', 'alpine');
    const podman = await explain('podman', 'run', '--cap-add', 'NET_RAW', 'alpine');
    expect(partOf(docker.stdout, '--cap-add')).toContain('nothing: the default or another flag does the same');
    expect(partOf(podman.stdout, '--cap-add')).toContain('bounding, effective, permitted: NET_RAW');
    expect(podman.stdout).toContain('11 of 41 capabilities');
  });

  it.skipIf(!isRoot)(
    `works out fields that no option of ours stands for${isRoot ? '' : ': needs root, who may share the processes of the host'}`,
    async () => {
      const { stdout } = await explain(
        'podman',
        'run',
        '--umask',
        '0077',
        '--oom-score-adj',
        '500',
        '--pid',
        'host',
        'x',
      );
      expect(partOf(stdout, '--umask')).toContain('+ umask(0077)');
      expect(partOf(stdout, '--oom-score-adj')).toContain('"500"');
      expect(partOf(stdout, '--pid')).toMatch(/- clone(3 CLONE_INTO_CGROUP)?\(CLONE_NEWPID\|SIGCHLD/);
    },
  );

  it('says that a flag behind the image is none', async () => {
    expect((await explain('docker', 'run', 'alpine', '-it')).stdout).toContain('-it stands behind the image');
  });

  it("does not tell what is in the caller's environment", async () => {
    const { stdout } = await explain('docker', 'run', '-e', 'SECRET', 'alpine');
    expect(stdout).toContain('/process/env: SECRET=(from your environment)');
    expect(stdout).not.toContain('swordfish');
  });

  it('uses what an image says that is here', async () => {
    const io = { ...capturedIo({ LEARN_RUN_HOME: join(home, 'store') }), uid: process.geteuid!() };
    await main(['pull', '-q', 'learn.localhost/user'], io);
    const { stdout } = await explain('docker', 'run', '--user', 'root', 'learn.localhost/user');
    expect(stdout).not.toContain('It is not here');
    expect(partOf(stdout, '-u')).toMatch(/\/process\/user\/uid 0 \(else 1234\)/);
  });

  it.skipIf(whyNoLimits)(`tells all of it as JSON${noLimits}`, async () => {
    const { stdout } = await explain('--json', 'docker', 'run', '-m', '64m', '--storage-opt', 'size=1g', 'alpine');
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ tool: 'docker', canBeRun: true, image: { isHere: false } });
    const [memory, weight] = json.flags;
    expect(memory).toMatchObject({
      flag: '--memory',
      value: '64m',
      learnRun: { supports: true },
      safety: { effect: 'safer' },
    });
    expect(memory.config).toContainEqual({ pointer: '/linux/resources/memory/limit', without: null, with: 67108864 });
    expect(weight).toMatchObject({ learnRun: { supports: false }, kernel: { field: expect.any(String) } });
    expect(json['config.json'].linux.resources.memory.limit).toBe(67108864);
  });

  it('fits a terminal of 80 columns, in colour, and a pipe without any', async () => {
    const words = ['explain', 'docker', 'run', '--privileged', '-it', '-m', '64m', '--network', 'host', 'alpine'];
    // Other containers may take and leave addresses between the two.
    await vi.waitFor(
      async () => {
        const io = { ...capturedIo({ LEARN_RUN_HOME: join(home, 'store') }), uid: process.geteuid!() };
        const screen = capturedOutput({ columns: 80, rows: 24 });
        await main(words, { ...io, stdout: Object.assign(screen, { getColorDepth: () => 8, hasColors: () => true }) });
        await main(words, io);
        expect(io.stdout.text()).not.toContain('\u001b');
        const plain = stripVTControlCharacters(screen.text());
        expect(plain).toBe(io.stdout.text());
        expect(plain.split('\n').filter((line) => line.length > 80)).toEqual([]);
      },
      { timeout: 20_000 },
    );
  });

  it.each(DOCKER_OPTIONS.filter(({ support }) => support === 'no'))('explains $long', async ({ long, takesValue }) => {
    const { code, stdout } = await explain('docker', 'run', ...(takesValue ? [long, '1'] : [long]), 'alpine');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}learn-run {4}does not have it: .*$/m);
    expect(stdout).toMatch(/^ {2}safety {7}\S/m);
  });

  it.each([
    [[], 1, 'requires a command line'],
    [['docker', 'run'], 1, 'there is no image in this command line'],
    [['docker', 'run', '--nonsense', 'alpine'], 125, 'unknown flag: --nonsense'],
    [['docker', 'run', 'UPPER'], 1, 'invalid reference format'],
  ])('refuses %j', async (words, code, says) => {
    expect(await explain(...words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
  });
});
