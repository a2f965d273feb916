import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerOptions } from '../../engine/bundle/container-options.ts';
import type { SeccompRule } from '../../engine/bundle/runtime-spec.ts';
import { Container } from '../../engine/runtime/container.ts';
import { nativeArchitecture } from '../../engine/seccomp/architectures.ts';
import { parseProfile } from '../../engine/seccomp/profile.ts';
import { syscallNumbers } from '../../engine/syscall/numbers.ts';
import { makeBusyboxBundle, writeSpec } from '../fixtures/bundle.ts';
import { startLauncher } from '../fixtures/launcher.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';

const PERL = '/usr/bin/perl';
const why = whyNoContainers ?? (existsSync(PERL) ? undefined : 'needs Debian package perl-base');

const [EPERM, ESRCH, EINVAL, ENOSYS] = [1, 3, 22, 38];
const CLONE_NEWUSER = 0x10000000;
/** Without CLONE_SIGHAND the kernel refuses it: nothing is cloned where no filter refuses it before. */
const CLONE_THREAD = 0x10000;
const [AF_INET, AF_ALG, AF_VSOCK] = [2, 38, 40];
const ADDR_NO_RANDOMIZE = 0x40000;
const NO_FILE = 0xffffffff;

/** System calls that do no harm, whoever lets them through; and what becomes of them under Docker's default policy. */
const PROBES: readonly (readonly [name: string | number, args: readonly number[], errno: number])[] = [
  ['getpid', [], 0],
  ['keyctl', [0, 0, 0], EPERM],
  ['add_key', [0, 0, 0, 0, 0], EPERM],
  ['unshare', [0], EPERM],
  ['setns', [NO_FILE, 0], EPERM],
  ['mount', [0, 0, 0, 0, 0], EPERM],
  ['pivot_root', [0, 0], EPERM],
  ['io_uring_setup', [0, 0], EPERM],
  ['userfaultfd', [0], EPERM],
  ['bpf', [99, 0, 0], EPERM],
  ['perf_event_open', [0, 0, 0, NO_FILE, 0], EPERM],
  ['clone3', [0, 0], ENOSYS],
  ['clone', [CLONE_NEWUSER | CLONE_THREAD, 0, 0, 0, 0], EPERM],
  ['clone', [CLONE_THREAD, 0, 0, 0, 0], EINVAL],
  ['socket', [AF_INET, 1, 0], 0],
  ['socket', [AF_ALG, 5, 0], EPERM],
  ['socket', [AF_VSOCK, 1, 0], EPERM],
  ['personality', [0xffffffff], 0],
  ['personality', [ADDR_NO_RANDOMIZE], EPERM],
  ['ptrace', [99999, 0, 0, 0], ESRCH],
  ['open_tree_attr', [NO_FILE, 0, 0, 0, 0], ENOSYS],
  [2000, [], ENOSYS],
];

/** Makes each call that its arguments name as number,argument,… and says the error number, 0 where there was none. */
const PROBE = [
  'perl',
  '-e',
  'for (@ARGV) { my ($number, @args) = map { $_ + 0 } split /,/; print syscall($number, @args) == -1 ? $! + 0 : 0, "\\n" }',
];

const calls = () => {
  const numbers = syscallNumbers(nativeArchitecture(process.arch).seccomp)!;
  return PROBES.map(([name, args]) => [typeof name === 'number' ? name : numbers.get(name)!, ...args].join(','));
};
const asked = (answers: string) =>
  answers
    .trim()
    .split('\n')
    .map((errno, index) => [PROBES[index]![0], PROBES[index]![1], Number(errno)]);

const profile = (...syscalls: SeccompRule[]) => ({
  path: 'profile.json',
  profile: parseProfile(JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls })),
});
const refuse = (...names: string[]): SeccompRule => ({ names, action: 'SCMP_ACT_ERRNO' });

let bundle: string;

type Options = Partial<ContainerOptions> & { readonly uid?: number };

async function create(args: readonly string[], options: Options) {
  const spec = writeSpec(bundle, args, options, options.uid);
  return Container.create(await startLauncher(), { spec, bundle, isInteractive: false, isTraced: true });
}

async function run(args: readonly string[], options: Options = {}) {
  const container = await create(args, options);
  const output = Promise.all([text(container.stdout), text(container.stderr)]);
  await container.start();
  const [stdout, stderr] = await output;
  return { stdout, stderr, container, ...(await container.exited) };
}

describe.skipIf(why)(`A seccomp filter (${isRoot ? 'root' : 'rootless'})${why ? `: ${why}` : ''}`, () => {
  beforeAll(() => {
    bundle = makeBusyboxBundle();
    const libraries = execFileSync('ldd', [PERL], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const [from, to] of [[PERL, '/bin/perl'], ...libraries.map((path) => [path, path])] as [string, string][]) {
      mkdirSync(join(bundle, 'rootfs', dirname(to)), { recursive: true });
      copyFileSync(from, join(bundle, 'rootfs', to));
    }
  });
  afterAll(() => rmSync(bundle, { recursive: true }));

  it.each([
    ['root', {}],
    ['an ordinary user', { uid: 1000 }],
    ['root under no_new_privs', { noNewPrivileges: true }],
    ['a user without any capability under no_new_privs', { uid: 1000, noNewPrivileges: true, capDrop: ['ALL'] }],
  ] satisfies [string, Options][])("answers as Docker's default policy says to %s", async (_, options) => {
    const { stdout, stderr } = await run([...PROBE, ...calls()], options);
    expect(stderr).toBe('');
    expect(asked(stdout)).toEqual(PROBES);
  });

  it('is one filter, and none where it is unconfined', async () => {
    const shown = async (options: Options) => (await run(['grep', '^Seccomp', '/proc/self/status'], options)).stdout;
    expect(await shown({})).toMatch(/^Seccomp:\t2\nSeccomp_filters:\t1\n/);
    expect(await shown({ noNewPrivileges: true })).toMatch(/^Seccomp:\t2\nSeccomp_filters:\t1\n/);
    expect(await shown({ seccomp: 'unconfined' })).toMatch(/^Seccomp:\t0\n/);
  });

  it('refuses nothing by itself where it is unconfined', async () => {
    const { stdout } = await run([...PROBE, ...calls()], { seccomp: 'unconfined' });
    const answers = Object.fromEntries(
      asked(stdout).map(([name, args, errno]) => [`${String(name)} ${String(args)}`, errno]),
    );
    expect(answers['unshare 0']).toBe(0);
    expect(answers['clone3 0,0']).toBe(EINVAL);
    expect(answers[`personality ${ADDR_NO_RANDOMIZE}`]).toBe(0);
  });

  it('opens with a capability what Docker opens with it', async () => {
    const { stdout } = await run([...PROBE, ...calls()], { capAdd: ['SYS_ADMIN'] });
    const answers = Object.fromEntries(asked(stdout).map(([name, , errno]) => [name, errno]));
    expect(answers).toMatchObject({ unshare: 0, clone3: EINVAL, keyctl: EPERM });
  });

  it('is there before the capabilities go, or right before execve under no_new_privs', async () => {
    const { container } = await run(['sh', '-c', 'true']);
    const names = container.calls.map(({ name }) => name);
    expect(names.indexOf('seccomp SECCOMP_SET_MODE_FILTER')).toBeGreaterThan(names.indexOf('pivot_root'));
    expect(names.indexOf('seccomp SECCOMP_SET_MODE_FILTER')).toBeLessThan(names.indexOf('setresuid'));
    const { container: late } = await run(['sh', '-c', 'true'], { noNewPrivileges: true });
    expect(late.calls.map(({ name }) => name)).not.toContain('seccomp SECCOMP_SET_MODE_FILTER');
  });

  it('enforces a profile of the caller', async () => {
    const { stderr, code } = await run(['mkdir', '/tmp/x'], { seccomp: profile(refuse('mkdir', 'mkdirat')) });
    expect([code, stderr]).toEqual([1, expect.stringContaining('Operation not permitted')]);
  });

  it('kills with SIGSYS where the profile says so', async () => {
    const killing = { names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_KILL_PROCESS' };
    expect(await run(['mkdir', '/tmp/x'], { seccomp: profile(killing) })).toMatchObject({ signal: 'SIGSYS' });
  });

  it('may refuse under no_new_privs what init needed before, and is an error where it cannot be lived with', async () => {
    const seccomp = profile(refuse('capset', 'setgroups', 'dup2', 'dup3', 'close_range'));
    expect((await run(['sh', '-c', 'echo lives'], { seccomp, noNewPrivileges: true })).stdout).toBe('lives\n');
    await expect(create(['sh'], { seccomp: profile(refuse('capset')) })).rejects.toThrow(/capset.*EPERM/);
  });

  it('tells the caller when the profile refuses execve itself', async () => {
    for (const noNewPrivileges of [true, false]) {
      const container = await create(['sh'], { seccomp: profile(refuse('execve')), noNewPrivileges });
      await expect(container.start()).rejects.toMatchObject({ code: 'EXEC_NOT_EXECUTABLE' });
      expect(await container.exited).toMatchObject({ code: 125, signal: undefined });
      await container.destroy();
    }
  });

  it('leaves nothing running where the profile cannot be compiled', async () => {
    const notifying = { names: ['mkdir'], action: 'SCMP_ACT_NOTIFY' };
    await expect(create(['sh'], { seccomp: profile(notifying) })).rejects.toThrow('SCMP_ACT_NOTIFY needs a listener');
  });

  const whyNoRunc = !isRoot ? 'needs root' : spawnSync('runc', ['--version']).error ? 'needs runc' : undefined;
  it.skipIf(whyNoRunc).each([
    ['by default', {}],
    ['with more capabilities', { capAdd: ['SYS_ADMIN', 'SYS_TIME'] }],
    ['under no_new_privs', { uid: 1000, noNewPrivileges: true }],
  ] satisfies [string, Options][])(
    `answers %s as runc does with the same config.json${whyNoRunc ? ` (${whyNoRunc})` : ''}`,
    async (_, options) => {
      const ours = await run([...PROBE, ...calls()], options);
      const args = ['--root', join(bundle, 'runc'), 'run', '--bundle', bundle, `learn-run-seccomp-${process.pid}`];
      const theirs = spawnSync('runc', args, { encoding: 'utf8' });
      expect(theirs.stderr).toBe('');
      expect(asked(theirs.stdout)).toEqual(asked(ours.stdout));
    },
  );
});
