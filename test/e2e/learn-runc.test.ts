import { spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEARN_RUNC, OciRuntime, withoutTerminalGroup } from '../fixtures/oci-runtime.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { ORDINARY_USER, whyNoOrdinaryUser } from '../fixtures/users.ts';

const why = whyNoContainers ?? (isRoot ? undefined : 'needs root');
const whyNoInjection = why ?? whyNo('strace', 'strace');
let runtime: OciRuntime;

beforeEach(() => {
  if (!why) runtime = new OciRuntime();
});
afterEach(() => {
  if (!why) runtime[Symbol.dispose]();
});

const waitFor = (id: string, status: string) =>
  vi.waitFor(() => expect(runtime.state(id)?.status).toBe(status), { timeout: 10_000 });

/** Whoever adopts orphans takes notice of their end a moment later. */
const gone = (pid: number) => vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), { timeout: 10_000 });

/** The first and the last processor that this process may use. */
const ownProcessors = () => {
  const [, listed] = /Cpus_allowed_list:\t(.+)/.exec(readFileSync('/proc/self/status', 'utf8'))!;
  const numbers = listed!.split(/[,-]/);
  return [...new Set([numbers[0]!, numbers.at(-1)!])];
};

/** Has a command see nothing of the host's hierarchies but the unified one. */
const ONLY_V2: [string, ...string[]] = [
  'unshare',
  '-m',
  'sh',
  '-c',
  'umount -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup && exec "$0" "$@"',
];

/** Makes the user the owner of the bundle, and of where states are kept. */
function giveTo({ uid, gid }: typeof ORDINARY_USER): void {
  for (const directory of [runtime.bundle, join(runtime.bundle, 'rootfs'), runtime.root])
    chownSync(directory, uid, gid);
}

/** What makes a command an ordinary user's, after which the bundle is his. */
function asOrdinaryUser(): [string, ...string[]] {
  const { uid, gid } = ORDINARY_USER;
  giveTo(ORDINARY_USER);
  const home = ['env', `HOME=${runtime.bundle}`, `XDG_CACHE_HOME=${runtime.bundle}`];
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--', ...home];
}

describe.skipIf(why)(`learn-runc${why ? `: ${why}` : ''}`, () => {
  it('runs a program, hands on its output and exit code, and forgets the container', () => {
    runtime.configure(['sh', '-c', 'echo $$ $PATH; echo bad >&2; exit 7']);
    expect(runtime.run('run', 'one')).toEqual({ stdout: '1 /bin\n', stderr: 'bad\n', status: 7 });
    expect(runtime.ids()).toEqual([]);
  });

  it('takes another file for its configuration, as crun does, and begins its paths at the bundle all the same', () => {
    runtime.configure(['sh', '-c', 'exit 7']);
    mkdirSync(join(runtime.bundle, 'elsewhere'));
    renameSync(join(runtime.bundle, 'config.json'), join(runtime.bundle, 'elsewhere/other.json'));
    for (const flag of ['--config', '-f'])
      expect(runtime.run('run', flag, 'elsewhere/other.json', 'one')).toEqual({ stdout: '', stderr: '', status: 7 });
    expect(runtime.run('run', 'one')).toMatchObject({ status: 1, stderr: expect.stringContaining('config.json') });
  });

  it('runs from a copy of its one file too, as callers make one of a runtime that is a single program', () => {
    runtime.configure(['sh', '-c', 'exit 7']);
    runtime.run('list');
    const copy = join(runtime.bundle, 'a copy');
    copyFileSync(LEARN_RUNC, copy);
    expect(spawnSync(copy, ['--root', runtime.root, 'run', 'one'], { cwd: runtime.bundle }).status).toBe(7);
  });

  it('warns of ambient capabilities that are not inheritable, unless nothing is', () => {
    const warned = (inheritable: string[]) => {
      runtime.configure(['sh', '-c', 'exit 0'], (config) => {
        Object.assign(config.process.capabilities as object, { inheritable, ambient: ['CAP_KILL', 'CAP_CHOWN'] });
      });
      return runtime.run('run', 'one').stderr;
    };
    expect(warned(['CAP_KILL'])).toContain("can't raise ambient capability CAP_CHOWN");
    expect(warned([])).toBe('');
  });

  it('tells a state when whoever makes the container is through', () => {
    runtime.configure(['sleep', '100']);
    const log = join(runtime.bundle, 'log');
    const words = ['--root', runtime.root, '--log', log];
    // No sleep: the first answer that there is, is what a caller goes by.
    const asked = 'for n in 1 2 3 4 5 6 7 8 9; do "$0" "$@" state one && break; done';
    const script = `"$0" "$@" create one >/dev/null & ${asked}; wait`;
    const { stdout } = spawnSync('sh', ['-c', script, LEARN_RUNC, ...words], {
      cwd: runtime.bundle,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(stdout)).toMatchObject({ id: 'one', status: 'created' });
  });

  it('lets a container keep the groups of the caller where podman asks for that, and no other', () => {
    const withGroups: [string, ...string[]] = ['setpriv', '--groups', '4242'];
    const groups = (annotations: Record<string, string>) => {
      runtime.configure(['sh', '-c', 'grep Groups: /proc/self/status'], (config) =>
        Object.assign(config, { annotations }),
      );
      return runtime.runUnder(withGroups, 'run', 'one').stdout;
    };
    expect(groups({})).not.toContain('4242');
    expect(groups({ 'run.oci.keep_original_groups': '1' })).toContain('4242');
  });

  it('runs on hosts without SELinux what has a label for new file systems', () => {
    runtime.configure(['sh', '-c', 'exit 7'], (config) => {
      config.linux.mountLabel = 'system_u:object_r:container_file_t:s0';
    });
    expect(runtime.run('run', 'one')).toEqual({ stdout: '', stderr: '', status: 7 });
  });

  it('gives files that the streams lead to to the user and the group of the program', () => {
    runtime.configure(['sh', '-c', 'exit 7'], (config) => {
      config.process.user = { uid: 4242, gid: 4243 };
    });
    const output = join(runtime.bundle, 'output');
    const fd = openSync(output, 'w');
    const { status } = spawnSync(LEARN_RUNC, ['--root', runtime.root, 'run', 'one'], {
      cwd: runtime.bundle,
      stdio: ['ignore', fd, 'ignore'],
    });
    closeSync(fd);
    expect([status, statSync(output).uid, statSync(output).gid]).toEqual([7, 4242, 4243]);
  });

  it('gives pipes that the streams lead to to both as well', () => {
    runtime.configure(['sh', '-c', 'stat -Lc %F:%u:%g /proc/self/fd/1'], (config) => {
      config.process.user = { uid: 4242, gid: 4243 };
    });
    const piped: [string, ...string[]] = ['sh', '-c', '"$0" "$@" | cat'];
    expect(runtime.runUnder(piped, 'run', 'one')).toEqual({ stdout: 'fifo:4242:4243\n', stderr: '', status: 0 });
  });

  it("keeps to the unified hierarchy where it was mounted over the host's", () => {
    runtime.configure(['sh', '-c', 'exit 7']);
    const covered = 'mount -t cgroup2 none /sys/fs/cgroup && exec "$0" "$@"';
    const result = runtime.runUnder(['unshare', '-m', 'sh', '-c', covered], 'run', 'one');
    expect(result).toEqual({ stdout: '', stderr: '', status: 7 });
  });

  it('passes over system calls that nobody knows, unless it is told not to', () => {
    const run = (annotations: Record<string, string>) => {
      runtime.configure(['sh', '-c', 'exit 7'], (config) => {
        const syscalls = [{ names: ['no_such_call'], action: 'SCMP_ACT_ERRNO' }];
        Object.assign(config.linux, { seccomp: { defaultAction: 'SCMP_ACT_ALLOW', syscalls } });
        Object.assign(config, { annotations });
      });
      return runtime.run('run', 'one');
    };
    expect(run({}).status).toBe(7);
    expect(run({ 'run.oci.seccomp_fail_unknown_syscall': '1' })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('unknown system call \\"no_such_call\\"'),
    });
  });

  it('knows one kind of log, and names the others that it does not', () => {
    expect(runtime.run('--log=journald:x', 'list')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('unknown log type journald'),
    });
    expect(runtime.run(`--log=file:${join(runtime.bundle, 'log')}`, 'list').status).toBe(0);
  });

  it.skipIf(whyNoOrdinaryUser)(
    `makes a user namespace for an ordinary user who has asked for none${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      runtime.configure(['cat', '/proc/self/uid_map'], (config) => {
        withoutTerminalGroup(config);
      });
      const { uid } = ORDINARY_USER;
      expect(runtime.runUnder(asOrdinaryUser(), 'run', 'one')).toMatchObject({
        stderr: '',
        stdout: expect.stringMatching(new RegExp(`^ +0 +${uid} +1\\n$`)),
      });
    },
  );

  it.skipIf(whyNoOrdinaryUser)(
    `keeps its files apart for who is root of a user namespace only, as with podman${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      runtime.configure(['sh', '-c', 'exit 7'], (config) => {
        withoutTerminalGroup(config);
      });
      const { uid, gid } = ORDINARY_USER;
      giveTo(ORDINARY_USER);
      const asUser = [
        `--reuid=${uid}`,
        `--regid=${gid}`,
        '--clear-groups',
        '--',
        'unshare',
        '--map-root-user',
        '--mount',
      ];
      const withHome = ['env', '-u', 'HOME', `XDG_RUNTIME_DIR=${runtime.bundle}`];
      expect(runtime.runUnder(['setpriv', ...asUser, ...withHome], 'run', 'one')).toMatchObject({
        status: 7,
        stderr: '',
      });
      expect(existsSync(join(runtime.bundle, 'learn-run-cache-0'))).toBe(true);
    },
  );

  it('gives a user namespace without mappings the ids of the caller, as crun does', () => {
    runtime.configure(['cat', '/proc/self/uid_map'], (config) => {
      config.linux.namespaces.push({ type: 'user' });
      withoutTerminalGroup(config);
    });
    expect(runtime.run('run', 'one')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ +0 +0 +1\n/) });
  });

  it.skipIf(whyNoOrdinaryUser)(
    `shows an ordinary user's container the host's cgroups to be read only, each hierarchy of them${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      runtime.run('spec', '--rootless', '--bundle', runtime.bundle);
      runtime.configure(['grep', ' /sys/fs/cgroup', '/proc/self/mountinfo'], (config) => {
        config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'cgroup');
        config.linux.uidMappings = config.linux.gidMappings = undefined;
        withoutTerminalGroup(config);
      });
      const { stdout, stderr } = runtime.runUnder(asOrdinaryUser(), 'run', 'one');
      // What lies below the last mount of the directory itself; those before it are covered by that.
      const seen = stdout.slice(stdout.lastIndexOf(' /sys/fs/cgroup ')).trimEnd().split('\n');
      expect([seen.filter((line) => !/ \/sys\/fs\/cgroup\S* ro,nosuid,nodev,noexec/.test(line)), stderr]).toEqual([
        [],
        '',
      ]);
      expect(stdout).toContain(' /sys/fs/cgroup ');
    },
  );

  it.skipIf(whyNoOrdinaryUser)(
    `warns an ordinary user of a container whose processes nothing holds together${whyNoOrdinaryUser ? `: ${whyNoOrdinaryUser}` : ''}`,
    () => {
      const warned = (without: string) => {
        runtime.run('spec', '--rootless', '--bundle', runtime.bundle);
        runtime.configure(['sh', '-c', 'exit 7'], (config) => {
          config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== without);
          config.linux.uidMappings = config.linux.gidMappings = undefined;
          const mounts = config.mounts as { type: string }[];
          // The host's processes are for the host's root to show.
          config.mounts = mounts.filter(({ type }) => type !== 'proc');
          withoutTerminalGroup(config);
        });
        const { status, stderr } = runtime.runUnder(asOrdinaryUser(), 'run', 'one');
        return [status, stderr.includes('neither a cgroup nor a pid namespace of its own')];
      };
      expect([warned('none'), warned('pid')]).toEqual([
        [7, false],
        [7, true],
      ]);
    },
  );

  it('shows its own cgroup, and no other, also where the host has shown its own there', () => {
    const own = { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: ['ro'] };
    const sys = { destination: '/sys', type: 'bind', source: '/sys', options: ['rbind', 'ro'] };
    runtime.configure(['sh', '-c', 'ls -d /sys/fs/cgroup/ /sys/fs/cgroup/*/'], (config) => {
      config.linux.namespaces.push({ type: 'cgroup' });
      Object.assign(config, {
        mounts: [
          ...(config.mounts as { destination: string }[]).filter(({ destination }) => !destination.startsWith('/sys')),
          sys,
          own,
        ],
      });
    });
    expect(runtime.runUnder(ONLY_V2, 'run', 'one')).toMatchObject({ stdout: '/sys/fs/cgroup/\n' });
  });

  it('mounts cgroup v2 where that is asked for, also where the host has the old hierarchies as well', () => {
    runtime.configure(['sh', '-c', 'grep " /mnt" /proc/self/mountinfo | sed "s/.* - //"'], (config) => {
      (config.mounts as object[]).push({ destination: '/mnt', type: 'cgroup2', source: 'two', options: ['ro'] });
    });
    expect(runtime.run('run', 'one').stdout).toMatch(/^cgroup2 two [^\n]*\n$/);
  });

  it('shows the whole hierarchy of cgroup v2 to a container without a cgroup namespace', () => {
    runtime.configure(['grep', ' /sys/fs/cgroup ', '/proc/self/mountinfo'], (config) => {
      config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'cgroup');
    });
    const { stdout, stderr } = runtime.runUnder(ONLY_V2, 'run', 'one');
    // Which directory is mounted, proc_pid_mountinfo(5): the paths of /proc/PID/cgroup begin there.
    expect([stdout.split(' ')[3], stderr]).toEqual(['/', '']);
  });

  it('shows its own cgroup to a container that may not mount the hierarchy of cgroup v2', () => {
    runtime.configure(['grep', ' /sys/fs/cgroup ', '/proc/self/mountinfo'], (config) => {
      const everybody = [{ containerID: 0, hostID: 0, size: 65536 }];
      config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== 'cgroup');
      config.linux.namespaces.push({ type: 'user' });
      Object.assign(config.linux, { cgroupsPath: '/learn-runc-own', uidMappings: everybody, gidMappings: everybody });
    });
    const { stdout, stderr } = runtime.runUnder(ONLY_V2, 'run', 'one');
    expect([stdout.split(' ')[3], stderr]).toEqual(['/learn-runc-own', '']);
  });

  it('shows a user namespace the devices of the host, for nothing but their use', () => {
    runtime.configure(['grep', ' /dev/null ', '/proc/self/mountinfo'], (config) => {
      const everybody = [{ containerID: 0, hostID: 0, size: 65536 }];
      config.linux.namespaces.push({ type: 'user' });
      Object.assign(config.linux, { uidMappings: everybody, gidMappings: everybody });
    });
    const { stdout } = runtime.run('run', 'one');
    expect(stdout.split(' ')[5]!.split(',')).toEqual(expect.arrayContaining(['nosuid', 'noexec']));
  });

  it('creates a container whose program begins when it is started', async () => {
    const begun = join(runtime.bundle, 'rootfs/tmp/begun');
    runtime.configure(['sh', '-c', 'touch /tmp/begun; exec sleep 100'], (config) => {
      config.root = { path: 'rootfs' };
    });
    expect(runtime.run('create', '--pid-file', 'pid', 'one').status).toBe(0);
    expect(runtime.state('one')).toMatchObject({
      ociVersion: '1.3.0',
      id: 'one',
      status: 'created',
      bundle: runtime.bundle,
      pid: Number(readFileSync(join(runtime.bundle, 'pid'), 'utf8')),
    });
    expect(existsSync(begun)).toBe(false);
    expect(runtime.run('start', 'one').status).toBe(0);
    await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 10_000 });
    expect(runtime.state('one')?.status).toBe('running');
    expect(runtime.run('kill', 'one', 'KILL').status).toBe(0);
    await waitFor('one', 'stopped');
    expect(runtime.run('delete', 'one').status).toBe(0);
    expect(runtime.state('one')).toBeUndefined();
  });

  it('calls a container running that it has started without letting go of it', () => {
    runtime.configure(['sleep', '100']);
    expect(runtime.run('run', '-d', 'one').status).toBe(0);
    expect(runtime.state('one')?.status).toBe('running');
  });

  it('keeps nothing of its own open in a program, and little while it waits for the start', () => {
    runtime.configure(['sleep', '100']);
    runtime.run('create', 'one');
    const descriptors = () => {
      const directory = `/proc/${runtime.state('one')!.pid}/fd`;
      return readdirSync(directory).map((fd) => readlinkSync(join(directory, fd)).replace(/\d+/, ''));
    };
    const streams = ['/dev/null', '/dev/null', '/dev/null'];
    expect(descriptors()).toEqual([...streams, 'pipe:[]', 'pipe:[]', 'pipe:[]', 'pipe:[]']);
    runtime.run('start', 'one');
    expect(descriptors()).toEqual(streams);
  });

  it('ends what waits for its start by an ordinary signal', async () => {
    runtime.configure(['sleep', '100']);
    runtime.run('create', 'one');
    runtime.run('kill', 'one', 'TERM');
    await waitFor('one', 'stopped');
    expect(runtime.run('start', 'one')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot start a container that has stopped'),
    });
  });

  it('deletes what has not stopped by force only', async () => {
    runtime.run('create', 'one');
    const { pid } = runtime.state('one')!;
    expect(runtime.run('delete', 'one')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot delete container one that is not stopped: created'),
    });
    expect(runtime.run('delete', '--force', 'one').status).toBe(0);
    await gone(pid);
    expect(runtime.run('delete', '--force', 'one').status).toBe(0);
  });

  it.each([
    [['state', 'none'], 'container does not exist: \\"none\\"'],
    [['start', 'none'], 'container does not exist'],
    [['kill', 'none', 'TERM'], 'container does not exist'],
    [['delete', 'none'], 'container does not exist'],
    [['exec', 'none', 'true'], 'container does not exist'],
    [['state', '../etc'], 'invalid'],
    [['state'], 'requires exactly 1 argument'],
    [['frob'], 'unknown command'],
    [['state', '--frob', 'x'], 'flag'],
  ])('refuses %j', (words, message) => {
    const { status, stderr } = runtime.run(...words);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });

  it.each([
    ['nosuch', 'executable file not found in $PATH'],
    ['/nosuch', 'no such file or directory'],
    ['/etc/passwd', 'permission denied'],
    ['/tmp', 'is a directory: permission denied'],
  ])('says why %s cannot be executed, and leaves nothing', (program, message) => {
    mkdirSync(join(runtime.bundle, 'rootfs/etc'), { recursive: true });
    writeFileSync(join(runtime.bundle, 'rootfs/etc/passwd'), '');
    runtime.configure([program]);
    expect(runtime.run('create', 'one')).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
    expect(runtime.ids()).toEqual([]);
  });

  it.each(['create', 'exec -d'])(
    '%s takes a terminal for a socket, and a socket for a terminal, and neither alone',
    (command) => {
      runtime.configure(['sleep', '100']);
      expect(runtime.run('run', '-d', 'running').status).toBe(0);
      const refused = (terminal: boolean, ...flags: string[]) => {
        runtime.configure(['true'], (config) => {
          config.process.terminal = terminal;
        });
        const process = join(runtime.bundle, 'process.json');
        const { process: given } = JSON.parse(readFileSync(join(runtime.bundle, 'config.json'), 'utf8'));
        writeFileSync(process, JSON.stringify(given));
        const words =
          command === 'create' ? ['create', ...flags, 'one'] : ['exec', '-d', ...flags, '-p', process, 'running'];
        const { stderr, status } = runtime.run(...words);
        return status === 0 ? 'nothing' : stderr;
      };
      expect(refused(true)).toContain('cannot allocate tty if it will detach without setting console socket');
      expect(refused(false, '--console-socket', '/nosuch')).toContain('cannot use console socket if it will not');
      expect(runtime.ids()).toEqual(['running']);
    },
  );

  it('deletes all whose ids match an expression, as crun does, and no others', () => {
    runtime.configure(['sleep', '100']);
    for (const id of ['a1', 'a2', 'b1']) expect(runtime.run('create', id).status).toBe(0);
    expect(runtime.run('delete', '--force', '--regex', '^a')).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(runtime.ids()).toEqual(['b1']);
    expect(runtime.run('delete', '--regex', '(')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('invalid regular expression: ('),
    });
  });

  it('tells by events what the kernel counts, under the names that it has for it', async () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', 'one');
    const read = () => JSON.parse(runtime.run('events', '--stats', 'one').stdout);
    // The kernel adds up what its processors have counted every two seconds only.
    await vi.waitFor(() => expect(read().data.memory.raw.pgfault).toBeGreaterThan(0), { timeout: 10_000 });
    const { data } = read();
    expect(data.memory.cache).toBe(data.memory.raw.cache ?? data.memory.raw.file);
    expect(data.cpu.usage.total).toBeGreaterThan(0);
    // The kernel counts these by its clock's ticks: they do not add up, and begin with nothing.
    expect(data.cpu.usage).toMatchObject({ kernel: expect.any(Number), user: expect.any(Number) });
  });

  it('takes an id once', () => {
    runtime.run('create', 'one');
    expect(runtime.run('create', 'one')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/container with (given )?(ID|id).* exists/i),
    });
    expect(runtime.state('one')?.status).toBe('created');
  });

  it('writes its log as lines of JSON where it is told to', () => {
    const log = join(runtime.bundle, 'log');
    runtime.run('--log', log, '--log-format', 'json', 'start', 'none');
    expect(JSON.parse(readFileSync(log, 'utf8'))).toEqual({
      level: 'error',
      msg: expect.stringContaining('container does not exist: "none"'),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it('tells the bundle by the path that it really has', () => {
    runtime.configure(['sleep', '100']);
    symlinkSync('.', join(runtime.bundle, 'link'));
    runtime.run('run', '-d', '--bundle', join(runtime.bundle, 'link/'), 'one');
    expect(runtime.state('one')).toMatchObject({ bundle: runtime.bundle });
  });

  it('executes a described process without the capabilities that nobody knows, and warns of them', () => {
    runtime.configure(['sleep', '100']);
    expect(runtime.run('run', '-d', 'one').status).toBe(0);
    const path = join(runtime.bundle, 'process.json');
    const capabilities = { bounding: ['CAP_KILL', 'CAP_NEW'], permitted: ['CAP_NEW'] };
    const args = ['/bin/grep', 'CapBnd', '/proc/self/status'];
    writeFileSync(path, JSON.stringify({ args, cwd: '/', capabilities }));
    const { stdout, stderr, status } = runtime.run('exec', '-p', path, 'one');
    expect([status, stdout]).toEqual([0, 'CapBnd:\t0000000000000020\n']);
    expect(stderr).toContain('ignoring unknown or unavailable capabilities');
    const byOption = runtime.run('exec', '--cap', 'new', 'one', 'sh', '-c', 'exit 0');
    expect([byOption.status, byOption.stderr.match(/unknown or unavailable capabilities.*CAP_NEW/g)?.length]).toEqual([
      0, 1,
    ]);
  });

  it('executes further programs in the namespaces and the cgroup of the container', () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', 'one');
    const script = 'for ns in pid mnt net; do readlink /proc/self/ns/$ns; done; exit 3';
    const { stdout, status } = runtime.run('exec', 'one', 'sh', '-c', script);
    const { pid } = runtime.state('one')!;
    const theirs = ['pid', 'mnt', 'net'].map(
      (name) => `${readlinkSync(`/proc/${pid}/ns/${name}`)}
`,
    );
    expect([stdout, status]).toEqual([theirs.join(''), 3]);
    expect(
      runtime.run('exec', '--user', '12:34', '--cwd', '/tmp', '--env', 'A=b', 'one', 'sh', '-c', 'id -u; pwd; echo $A'),
    ).toEqual({ stdout: '12\n/tmp\nb\n', stderr: '', status: 0 });
    expect(runtime.run('exec', '--user', '', 'one', 'id', '-u').stdout).toBe('0\n');
    expect(runtime.run('exec', 'one', 'nosuch')).toMatchObject({
      status: 255,
      stderr: expect.stringContaining('executable file not found in $PATH'),
    });
  });

  it('gives programs every processor of their cgroup, whichever one the caller keeps to', (context) => {
    const processors = ownProcessors();
    if (processors.length < 2) context.skip('this process may use one processor only');
    const asking = ['grep', 'Cpus_allowed_list', '/proc/self/status'];
    const askedBy = (processor: string, ...words: string[]) =>
      runtime.runUnder(['taskset', '--cpu-list', processor], ...words).stdout;
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', 'one');
    runtime.configure(asking);
    const told = processors.flatMap((processor) => [
      askedBy(processor, 'run', 'two'),
      askedBy(processor, 'exec', 'one', ...asking),
    ]);
    expect(new Set(told)).toEqual(new Set([expect.stringMatching(/:\t\d+[,-]/)]));
  });

  it('stops every process where it stands, and lets them go on', () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', 'one');
    expect(runtime.run('pause', 'one').status).toBe(0);
    expect(runtime.state('one')?.status).toBe('paused');
    expect(runtime.run('exec', 'one', 'true')).toMatchObject({
      status: 255,
      stderr: expect.stringContaining('cannot exec in a paused container'),
    });
    expect(runtime.run('resume', 'one').status).toBe(0);
    expect(runtime.state('one')?.status).toBe('running');
    expect(JSON.parse(runtime.run('ps', '--format', 'json', 'one').stdout)).toEqual([runtime.state('one')!.pid]);
    expect(runtime.run('list', '-q').stdout).toBe('one\n');
  });

  it('kills what is paused', async () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', 'one');
    runtime.run('pause', 'one');
    expect(runtime.run('kill', 'one', 'KILL').status).toBe(0);
    await waitFor('one', 'stopped');
  });

  it('runs the hooks in the order of the specification, with the state on their stdin', async () => {
    const trace = join(runtime.bundle, 'trace');
    const names = ['prestart', 'createRuntime', 'poststart', 'poststop'];
    const hook = (name: string) => ({
      path: '/bin/sh',
      args: ['sh', '-c', `echo ${name} $(cat | grep -o '"status":"[a-z]*"') >>${trace}`],
    });
    runtime.configure(['sleep', '100'], (config) => {
      config.hooks = Object.fromEntries(names.map((name) => [name, [hook(name)]]));
    });
    runtime.run('create', 'one');
    runtime.run('start', 'one');
    runtime.run('delete', '--force', 'one');
    expect(readFileSync(trace, 'utf8').replaceAll('"', '').split('\n')).toEqual([
      'prestart status:created',
      'createRuntime status:created',
      'poststart status:running',
      'poststop status:stopped',
      '',
    ]);
  });

  it('makes no container where a hook fails', () => {
    runtime.configure(['sh', '-c', 'exit 0'], (config) => {
      config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', 'echo no luck >&2; exit 9'] }] };
    });
    expect(runtime.run('create', 'one')).toMatchObject({ status: 1, stderr: expect.stringContaining('createRuntime') });
    expect(runtime.ids()).toEqual([]);
  });

  it('leaves a container alone that has taken the id of one whose creation then fails', async () => {
    const other = join(runtime.bundle, 'other');
    const learnRunc = `${LEARN_RUNC} --root ${runtime.root} --log /dev/null`;
    const usurp = `${learnRunc} delete --force one && ${learnRunc} create --bundle ${other} one <&- >&- 2>&-; exit 9`;
    runtime.configure(['sleep', '100'], (config) => {
      mkdirSync(other);
      writeFileSync(
        join(other, 'config.json'),
        JSON.stringify({ ...config, root: { path: join(runtime.bundle, 'rootfs') } }),
      );
      const env = [`PATH=${process.env.PATH}`, `HOME=${process.env.HOME}`];
      config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', usurp], env }] };
    });
    expect(runtime.run('create', 'one').status).toBe(1);
    runtime.run('start', 'one');
    await waitFor('one', 'running');
  });

  it.each(['createRuntime', 'createContainer'])('runs %s hooks under the mask of whoever calls the runtime', (name) => {
    const made = join(runtime.bundle, 'made');
    runtime.configure(['id'], (config) => {
      config.hooks = { [name]: [{ path: '/bin/sh', args: ['sh', '-c', `cat >/dev/null; : >${made}`] }] };
    });
    const { status, stderr } = runtime.runUnder(['sh', '-c', 'umask 027; exec "$@"', 'sh'], 'run', 'one');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect((statSync(made).mode & 0o777).toString(8)).toBe('640');
  });

  it.each<[string, { process?: object; linux?: object }]>([
    ['a resource limit', { process: { rlimits: [{ type: 'RLIMIT_NONE', soft: 1, hard: 1 }] } }],
    ['a scheduler policy', { process: { scheduler: { policy: 'SCHED_NONE' } } }],
    ['an I/O priority class', { process: { ioPriority: { class: 'IOPRIO_CLASS_NO', priority: 0 } } }],
    ['a memory policy mode', { linux: { memoryPolicy: { mode: 'MPOL_NO', nodes: '0' } } }],
    ['a personality domain', { linux: { personality: { domain: 'LINUX64' } } }],
  ])('runs no hook where config.json names %s that there is not', (_, { process = {}, linux = {} }) => {
    const trace = join(runtime.bundle, 'trace');
    runtime.configure(['id'], (config) => {
      Object.assign(config.process, process);
      Object.assign(config.linux, linux);
      config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', `cat >${trace}`] }] };
    });
    expect(runtime.run('run', 'one')).toMatchObject({ status: 1, stderr: expect.stringMatching(/unknown|invalid/) });
    expect(existsSync(trace)).toBe(false);
  });

  it.each([
    [
      { rlimits: [{ type: 'RLIMIT_SIGPENDING', soft: 10, hard: 0 }] },
      'cannot set RLIMIT_SIGPENDING to 10, at most 0: ',
    ],
    [{ oomScoreAdj: 1001 }, 'cannot set the oom_score_adj of the container to 1001: '],
  ])('says which field the kernel refuses, where that is %j', (field, reason) => {
    runtime.configure(['id'], (config) => void Object.assign(config.process, field));
    expect(runtime.run('run', 'one')).toMatchObject({ status: 1, stderr: expect.stringContaining(reason) });
  });

  const REFUSING_MKDIR = {
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
  };

  it.each([true, false])('puts startContainer hooks under the seccomp filter, with noNewPrivileges %s', (isKept) => {
    const args = ['sh', '-c', 'cat >/dev/null; mkdir /tmp/made'];
    runtime.configure(['id'], (config) => {
      config.process.noNewPrivileges = isKept;
      config.root = { path: 'rootfs' };
      config.hooks = { startContainer: [{ path: '/bin/sh', args, env: ['PATH=/bin'] }] };
    });
    expect(runtime.run('run', 'one')).toMatchObject({ status: 0, stderr: '' });
    rmdirSync(join(runtime.bundle, 'rootfs/tmp/made'));
    runtime.configure(['id'], (config) => {
      Object.assign(config.linux, { seccomp: REFUSING_MKDIR });
    });
    const { status, stderr } = runtime.run('run', 'one');
    expect(status).toBe(1);
    expect(stderr).toMatch(/startContainer.*Operation not permitted/);
    expect(runtime.ids()).toEqual([]);
  });

  it('makes no call under the filter that the program would not make, but for becoming its user', () => {
    const names = ['umask', 'open', 'openat', 'openat2', 'chdir', 'getcwd'];
    runtime.configure(['sleep', '0'], (config) => {
      config.process.noNewPrivileges = false;
      const seccomp = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names, action: 'SCMP_ACT_KILL_PROCESS' }] };
      Object.assign(config.linux, { seccomp });
    });
    expect(runtime.run('run', 'one')).toEqual({ stdout: '', stderr: '', status: 0 });
  });

  it('starts a program, and hooks, under a filter that is too old for close_range and faccessat2', () => {
    runtime.configure(['id', '-u'], (config) => {
      const rules = [
        { names: ['close_range'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
        { names: ['faccessat2'], action: 'SCMP_ACT_ERRNO' },
      ];
      config.process.noNewPrivileges = false;
      Object.assign(config.linux, { seccomp: { defaultAction: 'SCMP_ACT_ALLOW', syscalls: rules } });
      config.hooks = {
        startContainer: [
          {
            path: '/bin/sh',
            args: ['sh', '-c', 'for fd in 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$fd ] || exit 1; done'],
          },
        ],
      };
    });
    expect(runtime.run('run', 'one')).toEqual({ stdout: '0\n', stderr: '', status: 0 });
    runtime.configure(['ls', '/proc/self/fd']);
    expect(runtime.run('run', 'one')).toEqual({ stdout: '0\n1\n2\n3\n', stderr: '', status: 0 });
  });

  it.each([
    ['slave', /^\S+ \S+ \S+ \S+ \/ .* master:\d+ - /m],
    ['private', /^\S+ \S+ \S+ \S+ \/ \S+ - /m],
    ['', /^\S+ \S+ \S+ \S+ \/ \S+ - /m],
  ])('mounts the root as %j of a host that shares its mounts', (propagation, line) => {
    runtime.configure(['cat', '/proc/self/mountinfo'], (config) => {
      config.linux.rootfsPropagation = propagation;
    });
    const sharing = 'mount --make-rshared / && exec "$0" --root "$1" run one';
    const options = { cwd: runtime.bundle, encoding: 'utf8' } as const;
    const { stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', sharing, LEARN_RUNC, runtime.root], options);
    expect(stdout).toMatch(line);
  });

  it('makes a device once that is listed twice, and refuses two under one path', () => {
    const withDevices = (...minors: number[]) => {
      runtime.configure(['stat', '-c', '%t:%T', '/dev/twice'], (config) => {
        config.linux.devices = minors.map((minor) => ({ path: '/dev/twice', type: 'c', major: 1, minor }));
      });
      return runtime.run('run', 'one');
    };
    expect(withDevices(5, 5)).toEqual({ stdout: '1:5\n', stderr: '', status: 0 });
    expect(withDevices(5, 3)).toMatchObject({ status: 1, stderr: expect.stringContaining('two devices') });
    expect(withDevices(-3)).toMatchObject({ status: 1, stderr: expect.stringContaining('not negative') });
  });

  it('makes a device where its path ends with a slash', () => {
    runtime.configure(['stat', '-c', '%F %t:%T', '/zero'], (config) => {
      config.root = { path: 'rootfs' };
      config.linux.devices = [{ path: '/zero/', type: 'c', major: 1, minor: 5 }];
    });
    expect(runtime.run('run', 'one')).toEqual({ stdout: 'character special file 1:5\n', stderr: '', status: 0 });
  });

  it('refuses a cgroupsPath that is one for systemd', () => {
    runtime.configure(['id'], (config) => {
      config.linux.cgroupsPath = 'system.slice:learn-runc:one';
    });
    expect(runtime.run('run', 'one')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('slice:prefix:name'),
    });
    expect(runtime.ids()).toEqual([]);
  });

  it.each([['intelRdt', { intelRdt: { closID: 'one' } }]])(
    'refuses %s, which it does not support, before anything is made',
    (name, fields) => {
      runtime.configure(['id'], (config) => {
        Object.assign(config.linux, fields);
      });
      expect(runtime.run('run', 'one')).toMatchObject({ status: 1, stderr: expect.stringContaining(`linux.${name}`) });
      expect(runtime.ids()).toEqual([]);
    },
  );

  it('refuses a cgroup in which something runs, and leaves that alone', () => {
    runtime.configure(['sleep', '100'], (config) => {
      config.linux.cgroupsPath = `/learn-runc-test-${process.pid}`;
    });
    runtime.run('run', '-d', 'one');
    expect(runtime.run('create', 'two')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("container's cgroup is not empty"),
    });
    expect(runtime.state('one')?.status).toBe('running');
    expect(runtime.ids()).toEqual(['one']);
  });

  it('tells what it can do as JSON', () => {
    const features = JSON.parse(runtime.run('features').stdout);
    expect(features).toMatchObject({ ociVersionMin: '1.0.0', ociVersionMax: '1.3.0' });
    expect(features.linux.namespaces).toContain('user');
  });
});

describe.skipIf(whyNoInjection)(`learn-runc that is killed${whyNoInjection ? `: ${whyNoInjection}` : ''}`, () => {
  /** The calls of the main thread by which something is made: all of its own files, and cgroups, processes, requests to them. */
  const MOMENTS = [
    ...[1, 2, 3, 4].map((when) => `rename:signal=KILL:when=${when}`),
    ...[2, 3, 5, 12, 22].map((when) => `mkdir:signal=KILL:when=${when}`),
    ...[15, 40, 60, 70].map((when) => `write:signal=KILL:when=${when}`),
  ];

  it('at any of its calls leaves nothing that cannot be deleted by force', async () => {
    runtime.configure(['sleep', '100']);
    for (const moment of MOMENTS) {
      runtime.createUnder(['strace', '-qq', '-o', '/dev/null', '-e', `inject=${moment}`], 'one');
      const pid = runtime.state('one')?.pid;
      expect(runtime.run('delete', '--force', 'one'), moment).toMatchObject({ status: 0, stderr: '' });
      expect(runtime.ids(), moment).toEqual([]);
      if (pid) await gone(pid);
    }
  }, 120_000);
});
