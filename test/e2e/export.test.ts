import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { type Ending, endingOf, type OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

interface Person {
  readonly who: string;
  readonly user: OtherUser | undefined;
  readonly why: string | undefined;
}

const USERS: readonly Person[] = [
  { who: 'whoever runs the tests', user: undefined, why: whyNoContainers },
  { who: 'a user with a range of ids', user: userWithRange, why: whyNoUserWithRange },
  { who: 'a user without one', user: ORDINARY_USER, why: whyNoOrdinaryUser },
];

/** Programs whose output says what they were given, with every tool the same. */
const RUNS: readonly string[] = [
  'learn.localhost/exit-code',
  "-e NAME=a'b -w /home -v /etc/os-release:/release:ro --tmpfs /t --read-only learn.localhost/cat /proc/self/environ /release /etc/hostname",
];

const TOOLS = [
  { starter: 'run.sh', program: 'setpriv', packageName: 'util-linux' },
  { starter: 'runc.sh', program: 'runc', packageName: 'runc' },
  { starter: 'bwrap.sh', program: 'bwrap', packageName: 'bubblewrap' },
];

/** crun refuses hosts with both generations of cgroups: it is shown the second one only. */
const CRUN = `mount -t cgroup2 cgroup2 /sys/fs/cgroup && sed -i 's/crun run/crun --cgroup-manager disabled run/' "$0" && exec sh "$0"`;

async function start(sandbox: Sandbox, words: readonly string[]): Promise<Ending> {
  const [program, rest, options] = sandbox.commandOf(words, { XDG_RUNTIME_DIR: sandbox.path('user') });
  return endingOf(spawn(program, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
}

const wordsOf = (run: string) => run.split(' ');
/** bubblewrap adds PWD to the environment by itself. */
const shown = ({ stdout, status }: Ending) => {
  const lines = stdout.split('\0').filter((line) => line !== 'PWD=/home');
  return { stdout: lines.toSorted().join('\n'), status };
};

describe.each(USERS)('an exported run, started by $who', ({ user, why }) => {
  let sandbox: Sandbox;
  beforeAll(() => {
    if (!why) sandbox = new Sandbox(user);
  });
  afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));
  afterAll(() => sandbox?.[Symbol.dispose]());

  describe.each(TOOLS)('by $starter', ({ starter, program, packageName }) => {
    const missing = why ?? whyNo(program, packageName);
    it.skipIf(missing).each(RUNS)(
      `prints and ends as the run itself${missing ? ` (${missing})` : ''}: %s`,
      async (run) => {
        const directory = sandbox.path('user', `${starter}-${RUNS.indexOf(run)}`);
        const exported = await sandbox.run(['export', directory, '-h', 'box', ...wordsOf(run)]);
        expect(exported).toMatchObject({ status: 0 });
        const real = await sandbox.run(['--network', 'none', '-h', 'box', ...wordsOf(run)]);
        const ending = await start(sandbox, ['sh', `${directory}/${starter}`]);
        expect({ ...shown(ending), stderr: ending.stderr }).toEqual({ ...shown(real), stderr: '' });
      },
    );
  });
});

/** Podman with a store of its own, and with what it needs in virtual machines: runc, and limits that root may set there. */
const podmanOf = (base: string) => `#!/bin/sh
case $1 in run) shift; set -- run --network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 "$@";; esac
exec /usr/bin/podman --root ${base}/root --runroot ${base}/run --tmpdir ${base}/tmp --storage-driver vfs \\
  --cgroup-manager cgroupfs --events-backend file --runtime runc "$@"
`;

const whyNoPodman = whyNo('podman', 'podman') ?? whyNo('skopeo', 'skopeo') ?? whyNo('runc', 'runc');
const whyNoRoot = whyNoContainers ?? (process.getuid?.() === 0 ? undefined : 'needs root');

describe.skipIf(whyNoRoot)(`an exported run${whyNoRoot ? ` (${whyNoRoot})` : ''}`, () => {
  it.skipIf(whyNo('crun', 'crun'))('is started by crun, too', async () => {
    using sandbox = new Sandbox();
    const directory = sandbox.path('user/box');
    await sandbox.run(['export', directory, 'learn.localhost/exit-code']);
    const ending = await start(sandbox, ['unshare', '--mount', 'sh', '-c', CRUN, `${directory}/crun.sh`]);
    expect(ending).toEqual({ stdout: 'I end with exit code 42.\n', stderr: '', status: 42 });
  });

  it.skipIf(whyNoPodman)(
    `prints and ends the same by podman.sh, also where only learn-run has the image${whyNoPodman ? ` (${whyNoPodman})` : ''}`,
    async () => {
      using sandbox = new Sandbox();
      const directory = sandbox.path('user/box');
      const run = wordsOf("-e NAME=a'b -w /home --read-only --tmpfs /t learn.localhost/cat /proc/self/environ");
      expect(await sandbox.run(['export', directory, ...run])).toMatchObject({ status: 0 });
      const bin = sandbox.path('bin');
      writeFileSync(`${bin}/podman`, podmanOf(sandbox.path('podman')), { mode: 0o755 });
      const ending = await start(sandbox, ['sh', '-c', `PATH=${bin}:$PATH exec sh ${directory}/podman.sh`]);
      expect(ending.status, ending.stderr).toBe(0);
      expect(ending.stdout.split('\0')).toEqual(expect.arrayContaining(["NAME=a'b", 'PATH=/bin']));
    },
  );

  it('by the commands of a shell has the capabilities, the user, the limits and the mounts of the run itself', async () => {
    using sandbox = new Sandbox();
    const directory = sandbox.path('user/box');
    const run = wordsOf('-u learner --cap-drop ALL --cap-add KILL --ulimit nofile=10:20 -m 32m learn.localhost/cat');
    const files = ['/proc/self/status', '/proc/self/limits'];
    expect(await sandbox.run(['export', directory, ...run, ...files])).toMatchObject({ status: 0 });
    const [ours, theirs] = [
      await sandbox.run([...run, ...files]),
      await start(sandbox, ['sh', `${directory}/run.sh`]),
    ].map(({ stdout }) =>
      stdout.split('\n').filter((line) => /^(Name|Pid|Uid|Gid|Groups|Cap|NoNewPrivs|Umask|Max)/.test(line)),
    );
    expect(theirs).toEqual(ours);
    expect(theirs).toHaveLength(28);
  });

  it('is held to its limit of memory by the commands of a shell', async () => {
    using sandbox = new Sandbox();
    const directory = sandbox.path('user/hog');
    await sandbox.run(['export', directory, '-m', '16m', 'learn.localhost/memory-hog']);
    const { status } = await start(sandbox, ['sh', `${directory}/run.sh`]);
    expect(status).toBe(137);
    await expectNothingLeft(sandbox);
  });

  it('follows no link of the image that leads out of it', async () => {
    using sandbox = new Sandbox();
    const directory = sandbox.path('user/box');
    await sandbox.run(['export', directory, 'learn.localhost/cat']);
    await start(sandbox, [
      'sh',
      '-c',
      `rm -rf ${directory}/rootfs/etc && ln -s ${sandbox.base} ${directory}/rootfs/etc`,
    ]);
    const ending = await start(sandbox, ['sh', `${directory}/run.sh`]);
    expect(ending).toMatchObject({ status: 125, stderr: '/etc/resolv.conf leads out of the image\n' });
    expect(readdirSync(sandbox.base)).not.toContain('resolv.conf');
  });

  it('keeps to itself what may be a secret, and says what is not in it', async () => {
    using sandbox = new Sandbox();
    const directory = sandbox.path('user/box');
    const { stderr, status } = await sandbox.run([
      'export',
      directory,
      ...wordsOf('docker run --gpus all -e TOKEN=swordfish learn.localhost/cat'),
    ]);
    expect({ stderr, status }).toMatchObject({ status: 0, stderr: expect.stringContaining('--gpus is not in it') });
    for (const file of readdirSync(directory)) {
      const path = `${directory}/${file}`;
      if (!statSync(path).isFile() || !readFileSync(path, 'utf8').includes('swordfish')) continue;
      expect(`${file} ${(statSync(path).mode & 0o777).toString(8)}`).toMatch(/ [67]00$/);
    }
  });
});
