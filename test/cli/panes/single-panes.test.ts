import { describe, expect, it } from 'vitest';
import { configPane } from '../../../cli/panes/config.ts';
import { digestsPane } from '../../../cli/panes/digests.ts';
import { exitPane } from '../../../cli/panes/exit.ts';
import { outputPane } from '../../../cli/panes/output.ts';
import { processPane } from '../../../cli/panes/process.ts';
import { registryPane } from '../../../cli/panes/registry.ts';
import { syscallsPane } from '../../../cli/panes/syscalls.ts';
import type { Json } from '../../../engine/json.ts';
import type { Evidence } from '../../../machines/evidence.ts';
import type { StepName } from '../../../machines/steps.ts';
import type { Story, Told } from '../../../machines/story.ts';
import { evidence, story } from '../../fixtures/pages.ts';
import { bundledStory } from '../../fixtures/recorded-story.ts';

const found = (step: StepName, facts: Evidence['facts']): Told => ({
  kind: 'evidence',
  evidence: evidence({ step, facts }),
});
const ended = (step: StepName, output: Json): Told => ({ kind: 'ended', step, output });

describe('exit', () => {
  const of = (value: string, code: number | null, signal: string | null, exitCode: number) =>
    exitPane(
      story([
        ended('awaitExit', { ...(code !== null && { code }), ...(signal !== null && { signal }) }),
        found('reapContainer', { 'wait status': { value, code, signal } }),
        ended('classifyExit', { exitCode }),
      ]),
    ).document as Record<string, string>;

  it('lays a wait status out bit by bit: the code in the upper eight', () => {
    const document = of('0x0700', 7, null, 7);
    expect(document['bit by bit']!.split('\n')).toEqual([
      'bit 15         8   7   6           0',
      '    0 0 0 0 0 1 1 1   0   0 0 0 0 0 0 0',
      '    exit code 7      |   signal none',
      '                      core dump: no',
    ]);
    expect(document).toMatchObject({ ended: 'by itself, with status 7', 'because of': "it is the program's own" });
  });

  it('tells the signal, and how it becomes an exit code', () => {
    const document = of('0x0009', null, 'SIGKILL', 137);
    expect(document).toMatchObject({ ended: 'killed by SIGKILL', 'because of': '128 + 9, the number of SIGKILL' });
    expect(document['bit by bit']).toContain('signal 9');
  });

  it('says whether the memory had run out', () => {
    const told = [ended('awaitExit', { signal: 'SIGKILL' })];
    const status = { 'wait status': { value: '0x0009', code: null, signal: 'SIGKILL' } };
    const killed = { ...status, 'out of memory': { limit: 16, kills: 1 } };
    expect(exitPane(story([...told, found('reapContainer', killed)])).document).toMatchObject({
      'out of memory': { limit: 16, kills: 1 },
    });
    expect(exitPane(story([...told, found('reapContainer', status)])).document).toMatchObject({
      'out of memory': expect.stringMatching(/^no: /),
    });
  });
});

describe('output', () => {
  const wrote = (stream: 'stdout' | 'stderr', text: string): Told => {
    const bytes = new TextEncoder().encode(text);
    return { kind: 'output', stream, bytes, size: bytes.length };
  };

  it('has the bytes of each stream, as text and as hexdump shows them', () => {
    const document = outputPane(story([wrote('stdout', 'Hello\n'), wrote('stdout', 'you\n')])).document;
    expect(document).toEqual({
      stdout: {
        bytes: 10,
        reads: 2,
        text: 'Hello\nyou',
        'as bytes': '00000000  48 65 6c 6c 6f 0a 79 6f 75 0a                    |Hello.you.|',
      },
      stderr: 'nothing',
    });
  });

  it('counts bytes that it does not have', () => {
    const cut: Told = { kind: 'output', stream: 'stderr', bytes: new Uint8Array([0x61]), size: 5_000_000 };
    expect(outputPane(story([cut])).document).toMatchObject({ stderr: { bytes: 5_000_000, text: 'a\n…' } });
  });
});

describe('syscalls', () => {
  const call = (name: string, result = '0') => ({ name, args: ['"a"'], result });
  const turn = (detail: string): Told => ({ kind: 'turn', step: 'startInit', detail });

  it('are told as strace prints them, with what each is for, and why one has failed', () => {
    const pane = syscallsPane(story([found('startInit', { syscalls: [call('chdir'), call('mount', 'EPERM')] })]));
    expect(pane.document).toEqual(['chdir("a") = 0', 'mount("a") = EPERM']);
    expect(pane.meanings).toEqual({
      '/0': expect.stringContaining('chdir(2)'),
      '/1': expect.stringMatching(/mount\(2\) It failed with EPERM\.$/),
    });
  });

  it('are known one by one while init is at it, and the last one is the next', () => {
    const pane = syscallsPane(story([turn('pipe2()'), turn('unshare(CLONE_NEWNS)')]));
    expect(pane.document).toEqual(['pipe2()', 'unshare(CLONE_NEWNS)']);
    expect(pane.notes).toEqual({ '/1': 'comes next' });
  });

  it('have their results one by one too, each with the next call', () => {
    const next: Told = { ...(turn('unshare(CLONE_NEWNS)') as Told & { kind: 'turn' }), answered: 'pipe2() = 0' };
    const pane = syscallsPane(story([turn('pipe2()'), next]));
    expect(pane.document).toEqual(['pipe2() = 0', 'unshare(CLONE_NEWNS)']);
    expect(pane.notes).toEqual({ '/1': 'comes next' });
  });

  it('are told once, when their results are known', () => {
    const told = [turn('chdir("a")'), found('startInit', { syscalls: [call('chdir')] }), turn('execve("/x")')];
    expect(syscallsPane(story(told)).document).toEqual(['chdir("a") = 0', 'execve("/x")']);
  });

  it('are not waited for where another runtime makes the container', () => {
    const request = { ...story().request, runtime: '/usr/bin/runc' };
    expect(syscallsPane(story([], { request })).nothing).toContain('Another runtime makes this container');
    expect(syscallsPane(story()).nothing).toContain('--step=syscall stops at each');
  });
});

describe('config', () => {
  const config = { process: { args: ['/x'], env: ['A=1', 'B=2'] } };
  const origins = {
    '/process/env/1': { from: 'option', detail: '--env' },
    '/process': { from: 'default', detail: 'Docker’s' },
  };

  it('says who decided what', () => {
    const { notes } = configPane(story([found('writeBundle', { 'config.json': config, origins })]));
    expect(notes).toEqual({ '/process/env/1': 'option: --env', '/process': 'Docker’s' });
  });

  it('says what was changed by hand, whatever the rules made of it', () => {
    const changes = [
      { field: 'env', name: 'B', before: 'another value', after: 'a value of yours' },
      { field: 'command', name: 'command', before: "the image's own", after: '/x' },
    ];
    const told = [
      found('writeBundle', { 'changed by hand': changes }),
      found('writeBundle', { 'config.json': config, origins }),
    ];
    expect(configPane(story(told)).notes).toMatchObject({
      '/process/env/1': 'changed by hand; it was another value',
      '/process/args': "changed by hand; it was the image's own",
    });
  });
});

describe('digests', () => {
  const fact = {
    what: 'layer',
    promisedBy: 'manifest',
    mediaType: 'm',
    digest: 'sha256:aa',
    size: 3,
    file: '/blobs/aa',
  };

  it('are set beside what the bytes come to, with the command that computes it', () => {
    const pane = digestsPane(story([found('verifyLayer', { digests: [{ ...fact, computed: 'sha256:aa' }] })]));
    expect(pane.document).toEqual({
      '1 layer': {
        'promised by': 'the manifest',
        digest: 'sha256:aa',
        computed: 'sha256:aa',
        same: true,
        size: 3,
        mediaType: 'm',
        'compute it': 'sha256sum /blobs/aa',
      },
    });
    expect(pane.check).toEqual(['sha256sum /blobs/aa']);
  });

  it('are not claimed to be computed where they were not, and not to be the same where they are not', () => {
    const of = (computed: object) =>
      (
        digestsPane(story([found('verifyLayer', { digests: [{ ...fact, ...computed }] })])).document as Record<
          string,
          object
        >
      )['1 layer'];
    expect(of({})).toMatchObject({ same: null, computed: expect.stringContaining('not once more') });
    expect(of({ computed: 'sha256:bb' })).toMatchObject({ same: false });
  });

  it('of an earlier version of the recording are passed over', () => {
    expect(
      digestsPane(story([found('fetchManifest', { digests: { promised: 'sha256:aa', size: 3 } })])).document,
    ).toBeUndefined();
  });
});

/** What was told, with these facts of the start of the program. */
const toldWith = ({ told }: Story, facts: Record<string, Json>): Story['told'] =>
  told.map((one) =>
    one.kind === 'evidence' && one.evidence.step === 'startContainer'
      ? { ...one, evidence: { ...one.evidence, facts } }
      : one,
  );

describe('process', () => {
  it('has each thing twice: as the host sees it, and as the container does', () => {
    const { document, columns } = processPane(bundledStory('hello-world'));
    expect(columns).toEqual(['on the host', 'in the container']);
    expect(document).toMatchObject({
      'process id': { host: expect.any(Number), container: 1 },
      user: { host: 0, container: 0 },
      'sees in /': { container: 'dev etc hello proc sys' },
      namespaces: { net: { host: expect.stringMatching(/^\d+$/), container: expect.stringMatching(/^\d+$/) } },
      environment: expect.arrayContaining([expect.stringMatching(/^PATH=/)]),
    });
  });

  it('says after execve whether the program was seen, or was over too soon for that', () => {
    const whole = bundledStory('hello-world');
    const told = toldWith(whole, {});
    const start = told.findIndex((one) => one.kind === 'turn' && one.step === 'startContainer');
    const rowOf = (length: number) => processPane({ ...whole, told: told.slice(0, length) }).document;
    expect(rowOf(start + 1)).toMatchObject({ 'after execve': { host: 'not yet to be seen' } });
    expect(rowOf(told.length)).toMatchObject({
      'after execve': { host: 'over before it could be looked at', container: '/hello' },
    });
  });

  it('shows what the security modules of the kernel hold the program to, where it has some', () => {
    const whole = bundledStory('hello-world');
    const program = { pid: 1, commandLine: ['/hello'], profile: 'mine (enforce)', label: 'u:r:a_t:s0' };
    expect(processPane({ ...whole, told: toldWith(whole, { program }) }).document).toMatchObject({
      'AppArmor profile': { container: 'mine (enforce)' },
      'SELinux label': { container: 'u:r:a_t:s0' },
    });
    expect(processPane(whole).document).not.toHaveProperty('SELinux label');
  });

  it('shows that root inside is somebody else outside, where there is a user namespace', () => {
    const { document } = processPane(bundledStory('hello-world-rootless'));
    expect(document).toMatchObject({ user: { host: 65534, container: 0 }, 'user map': ['0 65534 1'] });
  });
});

it('the registry explains what a status means', () => {
  const http = [
    { method: 'GET', url: 'https://r/v2/', status: 401, ms: 1, bodyBytes: 0, requestHeaders: {}, responseHeaders: {} },
  ];
  const pane = registryPane(story([found('contactRegistry', { http })]));
  expect(pane.document).toMatchObject({ 1: { request: 'GET https://r/v2/', status: 401 } });
  expect(pane.meanings['/1/status']).toContain('token');
});
