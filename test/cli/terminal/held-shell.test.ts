import { describe, expect, it } from 'vitest';
import { heldShell } from '../../../cli/terminal/held-shell.ts';
import type { ShellPlan } from '../../../cli/terminal/stop-deeds.ts';
import type { Told } from '../../../machines/story.ts';
import { evidence, story } from '../../fixtures/pages.ts';
import { container } from '../../fixtures/run-values.ts';

const namespaces = (...own: string[]) =>
  Object.fromEntries(
    ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'].map((kind) => [
      kind,
      { isHosts: !own.includes(kind) },
    ]),
  );
const created = (...own: string[]): Told[] => [
  { kind: 'ended', step: 'prepareSnapshot', output: { ...container, pid: null } as never },
  {
    kind: 'evidence',
    evidence: evidence({ step: 'startInit', facts: { process: { namespaces: namespaces(...own) } } }),
  },
  { kind: 'ended', step: 'startInit', output: container as never },
];
const IO = { env: { PATH: '/bin', TERM: 'xterm', SECRET: 'hidden' }, uid: 0 };

describe('a shell in the held container', () => {
  it('enters the namespaces that the container has for itself, but not that of its mounts', () => {
    const plan = heldShell(story(created('mnt', 'pid', 'net', 'uts')), IO);
    const line = (plan as ShellPlan).command.join(' ');
    expect(line).toContain('nsenter --target 42 --net --pid --uts -- unshare --mount-proc -- /bin/');
    expect(line).not.toContain('--mount ');
    expect(line).not.toContain('--user');
  });

  it('keeps its own credentials where there is a user namespace', () => {
    const plan = heldShell(story(created('pid', 'user')), { ...IO, uid: 1000 });
    expect((plan as ShellPlan).command.join(' ')).toContain('--pid --user --preserve-credentials --');
  });

  it('hands on nothing of the environment but what a shell needs', () => {
    const { env } = heldShell(story(created('pid')), IO) as ShellPlan;
    expect(Object.keys(env).toSorted()).toEqual(['HOME', 'PATH', 'PS1', 'SHELL', 'TERM']);
    expect(env.PS1).toBe('[in cccccccccccc] # ');
  });

  it('says that it is not confined, and how to come back', () => {
    const { introduction } = heldShell(story(created('pid')), IO) as ShellPlan;
    expect(introduction.join(' ')).toMatch(/none of its limits.*exit leads back/);
  });

  it.each([
    ['before there is a process', story(), /no process yet/],
    ['after it has ended', story([...created('pid'), { kind: 'ended', step: 'awaitExit', output: {} }]), /has ended/],
    ['in a recording', story(created('pid'), { badge: 'REPLAY' }), /recorded/],
  ])('is none %s, and it is said why', (_, told, reason) => {
    expect(heldShell(told, IO)).toMatch(reason);
  });
});
