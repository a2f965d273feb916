import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addBusybox } from '../fixtures/busybox-image.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers, whyNoLimits } from '../fixtures/privileges.ts';
import { openFixtureRegistry } from '../fixtures/registry.ts';
import { endingOf, type OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

const USERS: readonly [name: string, user: OtherUser | undefined, why: string | undefined][] = [
  [isRoot ? 'root' : 'whoever runs the tests', undefined, whyNoContainers],
  ['a user with one id', ORDINARY_USER, whyNoContainers ?? whyNoOrdinaryUser],
  ['a user with a range of ids', userWithRange, whyNoContainers ?? whyNoUserWithRange],
];

/** Ends only by a signal, or from outside. */
const FOR_EVER = 'while :; do sleep 0.1; done';

/** Each look is a program of its own, which takes its time on a busy machine. */
const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 10_000, interval: 100 });

/** A process of the host with this number; undefined where others are always faster. @see proc_sys_kernel(5) ns_last_pid */
function withNumber(pid: number): ChildProcess | undefined {
  for (let tries = 0; tries < 100; tries++) {
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    if (child.pid === pid) return child;
    child.kill('SIGKILL');
  }
  return undefined;
}

describe.each(USERS)('a detached container of %s', (_, user, why) => {
  const reason = why ? `: ${why}` : '';
  let busybox: string;
  let sandbox: Sandbox;

  givenBusybox({ unless: why, user }, (given) => {
    ({ busybox, sandbox } = given);
  });
  afterEach(async () => {
    if (why) return;
    const ids = (await learnRun('ps', '-aq')).stdout.split('\n').filter(Boolean);
    if (ids.length > 0) await learnRun('rm', '-f', ...ids);
    await expectNothingLeft(sandbox);
  });

  const learnRun = (...args: readonly string[]) => sandbox.run(args);
  /** Starts a shell script, and gives back what the command has printed: the id. */
  const detach = async (script: string, ...options: readonly string[]) => {
    const ending = await learnRun('-d', '--network', 'none', ...options, busybox, 'sh', '-c', script);
    expect(ending).toEqual({ stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/), stderr: '', status: 0 });
    return ending.stdout.trim();
  };
  const stateOf = async (id: string) => (await learnRun('inspect', '-f', '{{json .State}}', id)).stdout;

  it.skipIf(why)(
    `goes on without the command, is listed, and tells what it has said on each stream${reason}`,
    async () => {
      const id = await detach(`echo out; echo err >&2; ${FOR_EVER}`, '--name', 'web');
      const { stdout } = await learnRun('ps', '--format', '{{.ID}} {{.Names}} {{.State}}');
      expect(stdout).toBe(`${id.slice(0, 12)} web running\n`);
      await soon(async () => expect(await learnRun('logs', 'web')).toMatchObject({ stdout: 'out\n', stderr: 'err\n' }));
      const { Status, Pid } = JSON.parse(await stateOf(id));
      expect(Status).toBe('running');
      expect(readFileSync(`/proc/${Pid}/cmdline`, 'utf8')).toContain('echo out');
    },
  );

  it.skipIf(why)(`keeps as much of what it says as was asked for, or nothing${reason}`, async () => {
    const writing =
      'i=0; while [ $i -lt 12000 ]; do echo "$i ......................................................"; i=$((i+1)); done';
    const little = await detach(writing, '--log-opt', 'max-size=1k');
    await learnRun('wait', little);
    const { stdout } = await learnRun('logs', little);
    expect(stdout).toMatch(/\n11999 \.+\n$/);
    expect(stdout.length).toBeLessThan(3 * 128 * 1024);
    const silent = await detach(`echo nobody hears; ${FOR_EVER}`, '--log-driver', 'none');
    const said = 'learn-run: configured logging driver does not support reading';
    for (const words of [['logs'], ['logs', '-f'], ['attach', '--no-stdin']]) {
      const ending = await learnRun(...words, silent);
      expect(ending).toMatchObject({ stdout: '', stderr: expect.stringContaining(said), status: 1 });
    }
    const kept = await learnRun('inspect', '-f', '{{.HostConfig.LogConfig.Type}} {{.LogPath}}', silent);
    expect(kept.stdout).toBe('none \n');
  });

  it.skipIf(why)(`leaves its exit code to whoever waits, and is kept until it is removed${reason}`, async () => {
    const id = await detach('sleep 0.5; exit 7');
    expect(await learnRun('wait', id.slice(0, 8))).toMatchObject({ stdout: '7\n', status: 0 });
    await soon(async () => expect(JSON.parse(await stateOf(id))).toMatchObject({ Status: 'exited', ExitCode: 7 }));
    expect((await learnRun('ps', '-q')).stdout).toBe('');
    expect((await learnRun('wait', id)).stdout).toBe('7\n');
    expect(await learnRun('rm', id)).toMatchObject({ stdout: `${id}\n`, status: 0 });
    expect(await learnRun('logs', id)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No such container'),
    });
  });

  it.skipIf(why)(
    `gets signals, refuses to be removed while it runs, and to be started twice under a name${reason}`,
    async () => {
      const id = await detach(`trap 'echo hup' HUP; echo ready; ${FOR_EVER}`, '--name', 'web');
      await soon(async () => expect((await learnRun('logs', 'web')).stdout).toBe('ready\n'));
      expect(await learnRun('kill', '-s', 'HUP', 'web')).toMatchObject({ stdout: 'web\n', status: 0 });
      await soon(async () => expect((await learnRun('logs', 'web')).stdout).toBe('ready\nhup\n'));
      expect(await learnRun('rm', 'web')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('cannot remove container "web": container is running'),
      });
      expect(await learnRun('-d', '--name', 'web', busybox, 'true')).toMatchObject({
        status: 125,
        stderr: expect.stringContaining(`name "/web" is already in use by container "${id}"`),
      });
      expect(await learnRun('kill', 'web')).toMatchObject({ stdout: 'web\n', status: 0 });
      expect((await learnRun('wait', 'web')).stdout).toBe('137\n');
      expect((await learnRun('kill', 'web')).stderr).toContain(`container ${id} is not running`);
      expect(await learnRun('rm', '-f', 'nobody')).toMatchObject({
        status: 0,
        stdout: '',
        stderr: expect.stringContaining('No such container: nobody'),
      });
    },
  );

  it.skipIf(why)(`has a terminal, and a stdin that does not end, where they are asked for${reason}`, async () => {
    const id = await detach(`tty; cat; echo ended`, '-it');
    await soon(async () => expect((await learnRun('logs', id)).stdout).toBe('/dev/pts/0\r\n'));
    const open = await detach('cat; echo ended', '-i');
    const shut = await detach('cat; echo ended');
    await soon(async () => expect((await learnRun('logs', shut)).stdout).toBe('ended\n'));
    expect(JSON.parse(await stateOf(open)).Status).toBe('running');
  });

  it.skipIf(why)(`is listed with its command, also where that could not be started${reason}`, async () => {
    expect((await learnRun('-d', '--network', 'none', busybox, '/nowhere', 'a b')).status).toBe(127);
    const { stdout } = await learnRun('ps', '-a', '--format', '{{.Command}} {{.State}}');
    expect(stdout).toBe(`"/nowhere 'a b'" created\n`);
  });

  it.skipIf(why)(`is attached to: its streams from then on, a stdin, its exit code${reason}`, async () => {
    const id = await detach('echo before; read word; echo $word; echo err >&2; exit 6', '-i', '--name', 'box');
    await soon(async () => expect((await learnRun('logs', 'box')).stdout).toBe('before\n'));
    const seen = await sandbox.run(['attach', 'box'], { input: 'typed\n' });
    expect(seen).toEqual({ stdout: 'typed\n', stderr: 'err\n', status: 6 });
    expect(await learnRun('attach', id)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot attach to a stopped container, start it first'),
    });
    await detach('while :; do echo .; sleep 0.1; done', '-t', '--name', 'terminal');
    expect(await learnRun('attach', 'terminal')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the input device is not a TTY'),
    });
    const child = sandbox.start(['attach', '--no-stdin', '--sig-proxy=false', 'terminal']);
    const ending = endingOf(child);
    await Promise.race([once(child.stdout!, 'data'), ending]);
    child.kill('SIGINT');
    expect(await ending).toMatchObject({ stderr: '', status: 130 });
    // As in `attach terminal | head -1`.
    const unread = sandbox.start(['attach', '--no-stdin', 'terminal']);
    unread.stdout!.once('data', () => unread.stdout!.destroy());
    expect(await once(unread, 'exit')).toEqual([141, null]);
    expect((await learnRun('ps', '-q')).stdout).not.toBe('');
  });

  it.skipIf(why)(`has a process 1 with --init, which reaps and hands signals on${reason}`, async () => {
    const script = `trap 'exit 6' TERM; (sleep 0.1 &); echo $$; ${FOR_EVER}`;
    const id = await detach(script, '--init');
    await soon(async () => expect((await learnRun('logs', id)).stdout).toMatch(/^[2-9]\n$/));
    await learnRun('stop', id);
    expect(JSON.parse(await stateOf(id)).ExitCode).toBe(6);
  });

  it.skipIf(why)(`may have the pid namespace of the host, if it is root's${reason}`, { timeout: 30_000 }, async () => {
    const base = ['--pid', 'host', '--network', 'none', busybox, 'sh', '-c'];
    if (user !== undefined || !isRoot) {
      const refused = await learnRun(...base, 'true');
      expect(refused).toMatchObject({ status: 125, stderr: expect.stringContaining('--pid host is for root') });
      return;
    }
    // What it leaves behind holds its streams open, and ends with it all the same.
    expect(await learnRun(...base, 'sleep 1000 & echo $$; exit 3')).toMatchObject({
      stdout: expect.stringMatching(/^\d{2,}\n$/),
      status: 3,
    });
    const id = await detach(`sleep 1000 & ${FOR_EVER}`, '--pid', 'host');
    const { stdout } = await learnRun('inspect', '-f', '{{.HostConfig.PidMode}} {{.State.Pid}}', id);
    const [mode, pid] = stdout.trim().split(' ');
    expect(mode).toBe('host');
    expect((await learnRun('exec', id, 'cat', `/proc/${pid}/comm`)).stdout).toBe('sh\n');
    await learnRun('kill', id);
    expect((await learnRun('wait', id)).stdout).toBe('137\n');
  });

  it.skipIf(why)(`shares its network and its processes with another one that asks for them${reason}`, async () => {
    const other = await detach(FOR_EVER, '--name', 'other');
    const base = ['--network', 'container:other', busybox, 'sh', '-c'];
    const namespaces = 'ls -l /proc/self/ns/net /proc/self/ns/user';
    const inOther = await learnRun('exec', 'other', 'sh', '-c', namespaces);
    const joined = await learnRun(...base, `${namespaces}; hostname; exit 4`);
    const names = (listing: string) => listing.match(/(net|user):\[\d+\]/g);
    expect(joined).toMatchObject({ stderr: '', status: 4 });
    expect(names(joined.stdout)).toEqual(names(inOther.stdout));
    expect(joined.stdout).toContain(`\n${other.slice(0, 12)}\n`);
    // Process 1 is the other's; what is left behind ends with the container all the same, and the other goes on.
    const script = 'sleep 1000 & cat /proc/1/cmdline; test $$ != 1 && exit 4';
    const seen = await learnRun('--pid', 'container:other', ...base, script);
    if (seen.stderr.includes('needs a cgroup')) expect(isRoot && user === undefined).toBe(false);
    else expect(seen).toMatchObject({ stdout: expect.stringContaining('while :'), stderr: '', status: 4 });
    expect(processesOf(sandbox.base).filter(({ command }) => command === 'sleep 1000')).toEqual([]);
    expect(JSON.parse(await stateOf(other)).Status).toBe('running');
    await learnRun('kill', other);
    await learnRun('wait', other);
    expect(await learnRun('--network', 'none', '--pid', 'container:other', busybox, 'true')).toMatchObject({
      status: 125,
      stderr: expect.stringMatching(/cannot join PID namespace of a non running container|needs a cgroup/),
    });
  });

  it.skipIf(why)(`shares its memory and its queues with another one, if it is to${reason}`, async () => {
    const given =
      'readlink /proc/self/ns/ipc; ls /dev/mqueue; grep " /dev/shm " /proc/self/mountinfo | cut -d" " -f3,5,6';
    const script = `echo mine >/dev/shm/mine; ${given}; ${FOR_EVER}`;
    const id = await detach(script, '--name', 'other', '--ipc', 'shareable', '--shm-size', '1m');
    await soon(async () => expect((await learnRun('logs', id)).stdout).toMatch(/ipc:\[\d+\]\n.*\/dev\/shm/s));
    const join = (...words: readonly string[]) =>
      learnRun('--network', 'none', '--ipc', 'container:other', busybox, 'sh', '-c', ...words);
    const joined = await join(`cat /dev/shm/mine; echo theirs >/dev/shm/theirs; ${given}`);
    expect(joined).toEqual({ stdout: `mine\n${(await learnRun('logs', id)).stdout}`, stderr: '', status: 0 });
    expect((await learnRun('exec', 'other', 'cat', '/dev/shm/theirs')).stdout).toBe('theirs\n');
    expect((await learnRun('inspect', '-f', '{{.HostConfig.IpcMode}}', 'other')).stdout).toBe('shareable\n');
    await learnRun('rm', '-f', 'other');
    expect((await join('true')).stderr).toContain('No such container: other');
    await detach(FOR_EVER, '--name', 'other');
    expect(await join('true')).toMatchObject({ status: 125, stderr: expect.stringContaining('non-shareable IPC') });
  });

  it.skipIf(why)(`tells where its layers are, and what it was asked for${reason}`, async () => {
    const id = await detach(`echo hi >/new; ${FOR_EVER}`, '--cap-add', 'NET_ADMIN', '-v', '/:/host:ro');
    const show = async (field: string) => (await learnRun('inspect', '-f', `{{${field}}}`, id)).stdout.trimEnd();
    const upper = await show('.GraphDriver.Data.UpperDir');
    await expect.poll(() => existsSync(join(upper, 'new'))).toBe(true);
    expect(existsSync(join((await show('.GraphDriver.Data.LowerDir')).split(':').at(-1)!, 'bin/busybox'))).toBe(true);
    expect(await show('json .HostConfig.CapAdd')).toBe('["NET_ADMIN"]');
    expect(await show('.HostConfig.Binds')).toBe('[/:/host:ro]');
    expect(await show('index .Config.Cmd 0')).toBe('sh');
  });

  it.skipIf(why)(`takes other programs in, with their streams, users, places and exit codes${reason}`, async () => {
    const id = await detach(FOR_EVER, '-e', 'OWN=1');
    const exec = (...words: readonly string[]) => learnRun('exec', ...words);
    expect(await exec(id, 'sh', '-c', 'echo out; echo err >&2; exit 5')).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      status: 5,
    });
    expect((await exec('-w', '/tmp', '-e', 'A=b', id, 'sh', '-c', 'echo $PWD $A $OWN')).stdout).toBe('/tmp b 1\n');
    expect((await sandbox.run(['exec', '-i', id, 'cat'], { input: 'through' })).stdout).toBe('through');
    writeFileSync(sandbox.path('exec.env'), 'FROM=file\nA=below\n', { mode: 0o644 });
    const variables = ['--env-file', sandbox.path('exec.env'), '-e', 'A=above'];
    expect((await exec(...variables, id, 'sh', '-c', 'echo $FROM $A')).stdout).toBe('file above\n');
    expect((await exec('--privileged', id, 'cat', '/proc/self/status')).stdout).toMatch(/^Seccomp:\s+0$/m);
    expect((await exec(id, 'cat', '/proc/self/status')).stdout).toMatch(/^Seccomp:\s+2$/m);
    const { stderr } = await exec('--nope', id, 'true');
    expect(stderr).toContain("See 'learn-run exec --help'.");
    expect((await exec(id, 'nope')).status).toBe(127);
    expect((await exec(id, '/tmp')).status).toBe(126);
    expect((await exec(id, 'sh', '-c', 'kill -KILL $$')).status).toBe(137);
    expect((await exec('-u', 'nobody-here', id, 'true')).status).toBe(126);
    expect((await exec('-w', '/nowhere', id, 'true')).status).toBe(126);
    expect(await exec('-w', 'tmp', id, 'true')).toMatchObject({
      status: 126,
      stderr: expect.stringContaining("the working directory 'tmp' is invalid, it needs to be an absolute path"),
    });
    expect((await exec('-w', '', '-u', '', id, 'sh', '-c', 'pwd; id -u')).stdout).toBe('/\n0\n');
    // It is in the same namespaces, cgroup and file system as the container's own program.
    expect((await exec(id, 'sh', '-c', 'tr "\\0" " " </proc/1/cmdline')).stdout).toContain('while :');
    expect((await exec('-d', id, 'touch', '/tmp/made')).status).toBe(0);
    await soon(async () => expect((await exec(id, 'ls', '/tmp')).stdout).toBe('made\n'));
    await learnRun('kill', id);
    await learnRun('wait', id);
    expect(await exec(id, 'true')).toMatchObject({ status: 1, stderr: expect.stringContaining('is not running') });
  });

  it.skipIf(why)(`gives programs beside it a user who was added since, wherever its files are${reason}`, async () => {
    const root = sandbox.path('root');
    await learnRun('unpack', busybox, root);
    for (const files of [[busybox], ['--rootfs', root]]) {
      const id = (await learnRun('-d', '--network', 'none', ...files, 'sh', '-c', FOR_EVER)).stdout.trim();
      await learnRun('exec', id, 'sh', '-c', 'mkdir -p /etc; echo "bob:x:0:0::/home/bob:/bin/sh" >>/etc/passwd');
      const { stdout, stderr } = await learnRun('exec', '-u', 'bob', id, 'sh', '-c', 'echo $HOME');
      expect({ stdout, stderr }).toEqual({ stdout: '/home/bob\n', stderr: '' });
    }
  });

  it.skipIf(why)(`is started again: the same files, volumes and log, another process${reason}`, async () => {
    const script = 'cat /data/x /y 2>/dev/null; echo kept >/data/x; echo more >/y; hostname; cat; exit 3';
    const id = await detach(script, '--name', 'again', '-v', '/data');
    const own = `${id.slice(0, 12)}\n`;
    expect((await learnRun('wait', 'again')).stdout).toBe('3\n');
    expect(await learnRun('start', 'again')).toEqual({ stdout: 'again\n', stderr: '', status: 0 });
    expect((await learnRun('wait', 'again')).stdout).toBe('3\n');
    expect((await learnRun('logs', 'again')).stdout).toBe(`${own}kept\nmore\n${own}`);
    // In the foreground its exit code is that of the command.
    expect(await learnRun('start', '-a', 'again')).toEqual({ stdout: `kept\nmore\n${own}`, stderr: '', status: 3 });
    expect(JSON.parse(await stateOf(id))).toMatchObject({ Status: 'exited', ExitCode: 3 });
  });

  // What has nothing to do with who somebody is.
  if (user === undefined) {
    it.skipIf(why)(`is gone with --rm as soon as it has ended${reason}`, async () => {
      await detach('sleep 0.3', '--rm', '--name', 'short');
      await expectNothingLeft(sandbox);
      expect((await learnRun('ps', '-aq')).stdout).toBe('');
      await detach('true', '--rm', '--name', 'short');
    });

    it.skipIf(why)(`stops at its stop signal, and is killed where it does not${reason}`, async () => {
      const kind = await detach(`trap 'exit 5' USR1; ${FOR_EVER}`, '--stop-signal', 'USR1');
      const deaf = await detach(`trap '' TERM; ${FOR_EVER}`);
      // Their traps are set when they have said something, which is after their first words.
      await soon(() =>
        expect(processesOf(sandbox.base).filter(({ command }) => command === 'sleep 0.1')).toHaveLength(2),
      );
      const { stdout, status } = await learnRun('stop', '-t', '1', kind, deaf);
      expect([stdout, status]).toEqual([`${kind}\n${deaf}\n`, 0]);
      const codes = await Promise.all([kind, deaf].map(async (id) => JSON.parse(await stateOf(id)).ExitCode));
      expect(codes).toEqual([5, 137]);
    });

    const whyNoNumbers = why ?? (isRoot ? undefined : 'needs root, to choose the number of a process');
    it.skipIf(whyNoNumbers)(
      `is not taken for another process that has got its number${whyNoNumbers ? `: ${whyNoNumbers}` : ''}`,
      async (context) => {
        const id = await detach(FOR_EVER, '--name', 'other');
        const { Pid } = JSON.parse(await stateOf(id));
        const child = sandbox.start([
          '--step=detail',
          '--network',
          'none',
          '--pid',
          'container:other',
          busybox,
          'ls',
          '/proc',
        ]);
        const ending = endingOf(child);
        let said = '';
        child.stderr!.on('data', (chunk: Buffer) => {
          // From stop to stop, up to where its own first process is to be made.
          said += chunk;
          if (/: next: .*\n$/.test(said) && !said.includes('startInit: next')) child.stdin!.write('n\n');
        });
        await soon(() => expect(said).toContain('startInit: next'));
        expect((await learnRun('kill', 'other')).status).toBe(0);
        const stranger = withNumber(Pid);
        child.stdin!.end('r\n');
        const { stdout, stderr, status } = await ending;
        stranger?.kill('SIGKILL');
        if (stranger === undefined) context.skip(`somebody else has got the number ${Pid}`);
        expect({ stdout, status }).toEqual({ stdout: '', status: 125 });
        expect(stderr).toContain('the container whose pid namespace was to be joined has ended meanwhile');
      },
    );

    const whyNoPause = why ?? whyNoLimits;
    it.skipIf(whyNoPause)(
      `has ended when kill or stop has, also where it was paused${whyNoPause ? `: ${whyNoPause}` : ''}`,
      async () => {
        const ids = [await detach(FOR_EVER), await detach(FOR_EVER), await detach(FOR_EVER)] as const;
        const statesAfter = async (id: string, ...words: readonly string[]) => {
          expect(await learnRun(...words, id)).toEqual({ stdout: `${id}\n`, stderr: '', status: 0 });
          // What is on record, not what can be worked out: nobody is about to change it any more.
          const { status, ending } = JSON.parse(
            readFileSync(sandbox.path('home/containers', id, 'state.json'), 'utf8'),
          );
          return [status, ending?.exitCode];
        };
        expect(await statesAfter(ids[0], 'kill')).toEqual(['stopped', 137]);
        expect((await learnRun('pause', ids[1], ids[2])).status).toBe(0);
        expect(await statesAfter(ids[1], 'kill', '-s', '9')).toEqual(['stopped', 137]);
        expect(await statesAfter(ids[2], 'stop', '-t', '1')).toEqual(['stopped', 137]);
      },
    );

    it.skipIf(why)(`is finished by its own monitor, and by none of an earlier run${reason}`, async () => {
      const id = await detach(FOR_EVER);
      expect((await learnRun('monitored', id)).status).toBe(0);
      expect(JSON.parse(await stateOf(id)).Status).toBe('running');
    });

    it.skipIf(why)(`has its log followed until it ends${reason}`, async () => {
      const id = await detach('for i in 1 2 3; do echo $i; sleep 0.2; done; printf end');
      expect(await learnRun('logs', '-f', id)).toEqual({ stdout: '1\n2\n3\nend', stderr: '', status: 0 });
      expect((await learnRun('logs', '--tail', '2', id)).stdout).toBe('3\nend');
      // As in `logs -f | head -1`: docker is ended by SIGPIPE.
      const chatty = await detach('while :; do echo .; sleep 0.1; done');
      for (const options of [['-f'], []]) {
        const unread = sandbox.start(['logs', ...options, chatty]);
        unread.stdout!.destroy();
        expect(await once(unread, 'exit')).toEqual([141, null]);
      }
      expect((await learnRun('logs', '-t', '--tail', '1', id)).stdout).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z end$/,
      );
    });

    it.skipIf(why)(`is ended with its monitor, and told to have been killed${reason}`, async () => {
      const id = await detach(FOR_EVER);
      const { Pid } = JSON.parse(await stateOf(id));
      const monitor = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${Pid}/status`, 'utf8'))![1]);
      expect(readFileSync(`/proc/${monitor}/comm`, 'utf8')).toBe('learn-run-monit\n');
      process.kill(monitor, 'SIGKILL');
      await soon(async () => expect(JSON.parse(await stateOf(id))).toMatchObject({ Status: 'exited', ExitCode: 137 }));
    });

    it.skipIf(why)(
      `is stopped as by a person where its monitor is asked to end, as at a shutdown${reason}`,
      async () => {
        const id = await detach(`trap 'echo bye; exit 3' TERM; echo up; ${FOR_EVER}`);
        await soon(async () => expect((await learnRun('logs', id)).stdout).toBe('up\n'));
        const { Pid } = JSON.parse(await stateOf(id));
        const monitor = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${Pid}/status`, 'utf8'))![1]);
        // As whom it starts inherits: who stops a unit goes on until there is no new process in it.
        expect(readFileSync(`/proc/${monitor}/status`, 'utf8')).toMatch(/^SigIgn:\s+0*4001$/m);
        process.kill(monitor, 'SIGTERM');
        process.kill(monitor, 'SIGHUP');
        await soon(async () => expect(JSON.parse(await stateOf(id))).toMatchObject({ Status: 'exited', ExitCode: 3 }));
        expect((await learnRun('logs', id)).stdout).toBe('up\nbye\n');
      },
    );

    it.skipIf(why)(`is watched by next to nothing${reason}`, async () => {
      const id = await detach(FOR_EVER);
      const { Pid } = JSON.parse(await stateOf(id));
      const monitor = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${Pid}/status`, 'utf8'))![1];
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${monitor}/status`, 'utf8'))!;
      expect(Number(kilobytes)).toBeLessThan(1024);
    });

    it.skipIf(why)(`is killed when its time is over, as with podman${reason}`, async () => {
      const id = await detach(FOR_EVER, '--timeout', '1');
      await learnRun('wait', id);
      await soon(async () => expect(JSON.parse(await stateOf(id))).toMatchObject({ Status: 'exited', ExitCode: 255 }));
    });

    it.skipIf(why)(`says what could not be started, with docker's exit codes${reason}`, async () => {
      expect((await learnRun('-d', '--network', 'none', busybox, 'nope')).status).toBe(127);
      expect((await learnRun('-d', '--network', 'none', busybox, '/tmp')).status).toBe(126);
      expect((await learnRun('ps', '-a', '--format', '{{.State}}')).stdout).toBe('created\ncreated\n');
    });

    it.skipIf(why)(`that could not be started keeps the code that says why${reason}`, async () => {
      for (const [program, code] of [
        ['/nope', 127],
        ['/tmp', 126],
      ] as const) {
        const { status } = await learnRun('-d', '--network', 'none', '--name', `ends-${code}`, busybox, program);
        expect(status).toBe(code);
        const { stdout } = await learnRun('inspect', '-f', '{{.State.Status}} {{.State.ExitCode}}', `ends-${code}`);
        expect(stdout).toBe(`created ${code}\n`);
      }
    });

    it.skipIf(why)(`is stopped and started by restart, unless it goes when it ends${reason}`, async () => {
      const id = await detach(FOR_EVER, '--name', 'again');
      const { Pid } = JSON.parse(await stateOf(id));
      expect(await learnRun('start', 'again')).toMatchObject({ stdout: 'again\n', status: 0 });
      expect(JSON.parse(await stateOf(id)).Pid).toBe(Pid);
      expect(await learnRun('restart', '-t', '0', 'again')).toEqual({ stdout: 'again\n', stderr: '', status: 0 });
      const after = JSON.parse(await stateOf(id));
      expect(after.Status).toBe('running');
      expect(after.Pid).not.toBe(Pid);
      await detach(FOR_EVER, '--rm', '--name', 'gone');
      expect(await learnRun('restart', 'gone')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('it is removed when it ends'),
      });
    });

    it.skipIf(why)(`is one of a class of thirty, all of which end well${reason}`, { timeout: 120_000 }, async () => {
      const names = Array.from({ length: 30 }, (_, index) => `pupil-${index}`);
      const ids = await Promise.all(names.map((name, index) => detach(`exit ${index}`, '--name', name)));
      expect(new Set(ids).size).toBe(30);
      const { stdout } = await learnRun('wait', ...names);
      expect(stdout.trim().split('\n')).toEqual(names.map((_name, index) => String(index)));
    });
  }
});

describe.skipIf(whyNoContainers)(
  `a container in the foreground${whyNoContainers ? `: ${whyNoContainers}` : ''}`,
  () => {
    it('is seen from elsewhere, waited for and stopped', async () => {
      await using registry = await openFixtureRegistry();
      using sandbox = new Sandbox();
      const busybox = addBusybox(registry);
      await sandbox.run(['pull', busybox]);
      const child = sandbox.start([
        '--name',
        'here',
        '--network',
        'none',
        busybox,
        'sh',
        '-c',
        `trap 'exit 9' TERM; echo up; ${FOR_EVER}`,
      ]);
      const ending = endingOf(child);
      await soon(async () => expect((await sandbox.run(['logs', 'here'])).stdout).toBe('up\n'));
      const waiting = sandbox.run(['wait', 'here']);
      expect((await sandbox.run(['ps', '--format', '{{.Names}} {{.State}}'])).stdout).toBe('here running\n');
      expect((await sandbox.run(['stop', 'here'])).stdout).toBe('here\n');
      expect(await ending).toEqual({ stdout: 'up\n', stderr: '', status: 9 });
      expect((await waiting).stdout).toMatch(/^(9\n)?$/);
      await expectNothingLeft(sandbox);
    });
  },
);
