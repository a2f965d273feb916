import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunEntry } from '../../engine/record/entry.ts';
import { readRun } from '../../engine/record/read-run.ts';
import type { TracedCall } from '../../engine/stub/traced-call.ts';
import { tracedLine } from '../../machines/traced-line.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { type OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

/** Container ids are random, and everything that is named after them. */
const withoutIds = (text: string) => text.replaceAll(/\b[0-9a-f]{64}\b/g, 'ID').replaceAll(/\b[0-9a-f]{12}\b/g, 'ID');

const textOf = (call: TracedCall) => withoutIds(tracedLine(call));
const callsOf = (facts: unknown) => ((facts as { syscalls?: TracedCall[] }).syscalls ?? []).map(textOf);

/** What init called in a run that was recorded, up to the message that made it the program. */
function realCalls(file: string): string[] {
  const { entries } = readRun(file);
  return entries.flatMap((entry: RunEntry) => (entry.kind === 'evidence' ? callsOf(entry.facts) : []));
}

interface Told {
  readonly step: string;
  readonly badge: string;
  readonly facts: object;
}

const toldIn = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);

/** What another runtime is told at this step, without what differs with each container. */
function runtimesOf(told: readonly Told[], wanted: string): unknown[] {
  const facts = told.flatMap(({ step, facts }) => (step === wanted ? [facts as { runtime?: unknown }] : []));
  return facts.flatMap(({ runtime }) => (runtime ? [JSON.parse(withoutIds(JSON.stringify(runtime)))] : []));
}

interface Person {
  readonly who: string;
  readonly user: OtherUser | undefined;
  readonly why: string | undefined;
  /** A user of the image that theirs can be: without a range of ids there is none but root. */
  readonly inside: string;
}

const USERS: readonly Person[] = [
  { who: 'whoever runs the tests', user: undefined, why: whyNoContainers, inside: isRoot ? 'learner' : '0' },
  { who: 'a user with a range of ids', user: userWithRange, why: whyNoUserWithRange, inside: 'learner' },
  { who: 'a user without one', user: ORDINARY_USER, why: whyNoOrdinaryUser, inside: '0' },
];

/** INSIDE stands for a user of the image. */
const RUNS: Record<string, string> = {
  'no options': 'learn.localhost/cat',
  'limits of the process, another user and directory':
    '-u INSIDE -w /home --ulimit nofile=10:20 --cap-drop ALL learn.localhost/cat /proc/self/status',
  'files of the host and memory':
    '-v /etc/hostname:/name:ro --tmpfs /t:size=1m --shm-size 1m --read-only learn.localhost/cat',
  'one place for two devices':
    '--network none --device /dev/zero:/dev/one --device /dev/null:/dev/one learn.localhost/cat',
  'a network of nobody, no new rights':
    '--network none --security-opt no-new-privileges -h web --sysctl net.core.somaxconn=10 learn.localhost/cat',
};

describe.each(USERS)('a dry run of $who', ({ user, why, inside }) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    if (why) return;
    sandbox = new Sandbox(user);
    await sandbox.run(['pull', 'learn.localhost/cat']);
  });
  afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));
  afterAll(() => sandbox?.[Symbol.dispose]());

  const title = (text: string) => (why ? `${text}: ${why}` : text);

  it.skipIf(why).each(Object.entries(RUNS))(
    title('shows the very calls that the run makes then: %s'),
    async (_, template) => {
      const words = template.replace('INSIDE', inside).split(' ');
      const { stdout, status } = await sandbox.run(['--dry-run', '--json', ...words]);
      const file = sandbox.path('user/real.run');
      const real = await sandbox.run(['--record', file, ...words]);
      expect({ status, real: real.stderr, code: real.status }).toMatchObject({ status: 0, code: 0 });
      const told = toldIn(stdout);
      const init = told.filter(({ step }) => step === 'startInit').at(-1)!;
      const last = told.find(({ step }) => step === 'startContainer')!;
      const planned = [...callsOf(init.facts), ...callsOf(last.facts)];
      const made = realCalls(file);
      expect(planned.slice(0, made.length)).toEqual(made);
      expect(planned.length - made.length).toBeLessThanOrEqual(2);
      expect(planned.at(-1)).toMatch(/^execve\(/);
    },
  );

  const whyNoRunc = why ?? whyNo('runc', 'runc');
  it.skipIf(whyNoRunc)(
    `lists the commands of another runtime, which are those that the run gives it${whyNoRunc ? `: ${whyNoRunc}` : ''}`,
    async () => {
      const words = ['--json', '--runtime', 'runc', '--network', 'none', 'learn.localhost/cat'];
      const dry = await sandbox.run(['--dry-run', ...words]);
      const real = await sandbox.run(['--step', ...words]);
      expect([dry.status, real.status, real.stderr]).toEqual([0, 0, '']);
      const [planned, made] = [dry, real].map(({ stdout }) => runtimesOf(toldIn(stdout), 'startInit'));
      expect(planned).toEqual(made);
      expect(planned).toMatchObject([{ name: 'runc', create: expect.arrayContaining(['create', '--bundle', 'ID']) }]);
      expect(runtimesOf(toldIn(dry.stdout), 'startContainer')).toMatchObject([{ name: 'runc' }]);
    },
  );

  const whyNoStrace = why ?? whyNo('strace', 'strace');
  it.skipIf(whyNoStrace)(`makes none of them${whyNoStrace ? `: ${whyNoStrace}` : ''}`, async () => {
    const trace = sandbox.path('user/trace');
    const calls =
      'mount,umount2,unshare,setns,pivot_root,chroot,sethostname,mknodat,mknod,capset,seccomp,execveat,setresuid';
    const under = ['strace', '-f', '-qq', '-e', `trace=${calls},execve`, '-o', trace];
    const { status } = await sandbox.run(['--dry-run', 'learn.localhost/cat'], { under });
    expect(status).toBe(0);
    const made = readFileSync(trace, 'utf8').split('\n').filter(Boolean);
    // Node is started, which the shell of the first line looks for.
    const others = made.filter(
      (line) => !/execve\("[^"]*(cli\/bin\.cjs|\/env|\/node|setpriv)"/.test(line) && !/\+\+\+|---/.test(line),
    );
    expect(others).toEqual([]);
  });
});

describe.skipIf(whyNoContainers)(`a dry run${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('can be stepped through call by call, like a real one, and says DRY', async () => {
    using sandbox = new Sandbox();
    const { stderr, stdout, status } = await sandbox.run(['--offline', '--dry-run', 'hello-world', '--step=syscall'], {
      input: '\n'.repeat(2000),
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^\[containerCreation\] startInit: next: pivot_root\("\.", "\."\)$/m);
    expect(stderr).toMatch(/^\[containerCreation\] startInit: DRY Init would be process 1 inside/m);
    expect(sandbox.containers).toEqual([]);
  });

  it('refuses to be recorded, since it is no run', async () => {
    using sandbox = new Sandbox();
    const { stderr, status } = await sandbox.run(['--dry-run', '--record', sandbox.path('x.run'), 'hello-world']);
    expect({ status, stderr }).toMatchObject({ status: 125, stderr: expect.stringContaining('a dry run is none') });
  });
});
