import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../cli/predict/kinds.ts';
import type { Json } from '../../../engine/json.ts';
import type { Evidence } from '../../../machines/evidence.ts';
import { STEPS, type StepName } from '../../../machines/steps.ts';
import type { Story, Told } from '../../../machines/story.ts';
import { evidence, story } from '../../fixtures/pages.ts';
import { beginningsOf, bundledStory } from '../../fixtures/recorded-story.ts';
import { config, container, descriptor, digest, image, manifest, request } from '../../fixtures/run-values.ts';

const kind = (name: string) => KINDS.find((one) => one.name === name)!;
const found = (step: StepName, facts: Evidence['facts'] = {}): Told => ({
  kind: 'evidence',
  evidence: evidence({ step, facts }),
});
const ended = (step: StepName, output: unknown = {}): Told => ({ kind: 'ended', step, output: output as Json });
const withProcess = (process: object): Partial<Story> => ({
  request: { ...request, process: { ...request.process, ...process } },
});

/** What is asked after `before`, and what is true after `after`, which goes on from there. */
function askAndSettle(name: string, before: Told[], after: Told[], overrides: Partial<Story> = {}) {
  const { ask, settle } = kind(name);
  const asked = story(before, overrides);
  return {
    question: ask(asked),
    early: settle(asked),
    truth: settle(story([...before, ...after], overrides)),
  };
}

describe('the kinds of questions', () => {
  it('are more than twenty, each with a name of its own, before a step that there is', () => {
    expect(KINDS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(KINDS.map(({ name }) => name)).size).toBe(KINDS.length);
    for (const { name, at } of KINDS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(Object.keys(STEPS)).toContain(at);
    }
  });

  it.each(['hello-world', 'hello-world-rootless', 'exec-failure', 'pull-error'])(
    'of %s are put before their answer is known, answered by the run, and among the choices there is the truth',
    (run) => {
      const whole = bundledStory(run);
      for (const one of KINDS) {
        const turn = whole.told.findIndex((told) => told.kind === 'turn' && told.step === one.at);
        const before = { ...whole, told: whole.told.slice(0, turn + 1) };
        const question = turn < 0 ? undefined : one.ask(before);
        if (question === undefined) continue;
        expect(one.settle(before), one.name).toBeUndefined();
        expect(question.text, one.name).toMatch(/^[A-Z/].*\?$/s);
        const truth = one.settle(whole);
        if (truth === undefined) continue;
        if (question.choices === undefined) expect(truth.answer, one.name).toMatch(/^\d+$/);
        else expect(question.choices, one.name).toContain(truth.answer);
        expect(truth.because, one.name).toMatch(/[.:]$/);
        for (const wrong of Object.keys(truth.instead ?? {})) expect(wrong, one.name).not.toBe(truth.answer);
      }
    },
  );

  it('keep to their truth once it is known, and are never confused by the beginning of a story', () => {
    for (const one of KINDS) {
      let known: string | undefined;
      for (const told of beginningsOf(bundledStory('hello-world'))) {
        one.ask(told);
        const truth = one.settle(told)?.answer;
        if (known !== undefined) expect(truth, one.name).toBe(known);
        known = truth;
      }
    }
  });

  it('are answered by a whole run of hello-world, nearly all of them', () => {
    const whole = bundledStory('hello-world');
    const open = KINDS.filter(({ settle }) => settle(whole) === undefined).map(({ name }) => name);
    expect(open).toEqual(['whiteout', 'signal-code']);
  });
});

describe('image-here', () => {
  it.each([
    [{ image }, 'yes'],
    [{ image: undefined }, 'no'],
  ])('%j: %s', (output, answer) => {
    expect(askAndSettle('image-here', [], [ended('lookUpImage', output)])).toMatchObject({
      question: { choices: ['yes', 'no'] },
      early: undefined,
      truth: { answer },
    });
  });
});

describe('full-name', () => {
  it('explains each wrong name', () => {
    const { question, truth } = askAndSettle('full-name', [], [ended('lookUpImage')]);
    expect(question!.choices).toHaveLength(4);
    expect(truth!.answer).toBe('docker.io/library/hello-world:latest');
    expect(Object.keys(truth!.instead!).toSorted()).toEqual(
      question!.choices!.filter((choice) => choice !== truth!.answer).toSorted(),
    );
  });

  it.each([{ registry: 'quay.io' }, { repository: 'somebody/image' }, { tag: 'v1' }])(
    'is no question for a name that says more: %j',
    (reference) => {
      const own = { request: { ...request, reference: { ...request.reference, ...reference } } };
      expect(kind('full-name').ask(story([], own))).toBeUndefined();
    },
  );
});

describe('token', () => {
  it.each([
    [{ challenge: undefined }, 'to anybody'],
    [{ challenge: 'Bearer realm="https://auth.example/token"' }, 'only with a token'],
  ])('%j: %s', (output, answer) => {
    expect(askAndSettle('token', [], [ended('contactRegistry', output)]).truth!.answer).toBe(answer);
  });
});

describe('index-or-manifest', () => {
  it.each([
    [{ target: descriptor('1'), manifest: descriptor('2') }, /^an index/],
    [{ target: descriptor('1'), manifest: descriptor('1') }, /^a manifest/],
  ])('%#', (output, answer) => {
    expect(askAndSettle('index-or-manifest', [], [ended('resolveIndex', output)]).truth!.answer).toMatch(answer);
  });
});

describe('blobs', () => {
  const http = (...names: string[]) => names.map((name) => ({ url: `https://r/v2/library/x/blobs/${name}` }));
  const before = [found('fetchManifest', { manifest: manifest as never })];

  it('counts each blob that was asked for once, wherever a redirect has led', () => {
    const after = [
      found('fetchConfig', { http: [...http('sha256:c'), { url: 'https://storage/x' }] }),
      found('downloadLayer', { http: http('sha256:a', 'sha256:a') }),
      ended('recordImage', image),
    ];
    const { question, truth } = askAndSettle('blobs', before, after);
    expect(question!.text).toContain('2 layers');
    expect(truth).toMatchObject({ answer: '2', because: expect.stringContaining('1 blob had been here already.') });
  });

  it('is left open where a recording does not tell of downloads', () => {
    expect(askAndSettle('blobs', before, [found('downloadLayer'), ended('recordImage', image)]).truth).toBeUndefined();
  });
});

describe('layers-here', () => {
  const before = [found('fetchManifest', { manifest: manifest as never })];

  it('waits until each layer was looked for', () => {
    const first = ended('locateLayer', { exists: true });
    expect(askAndSettle('layers-here', before, [first]).truth).toBeUndefined();
    expect(askAndSettle('layers-here', before, [first, ended('locateLayer', { exists: false })]).truth!.answer).toBe(
      '1',
    );
  });

  it('asks for a yes or no about a single layer', () => {
    const one = [found('fetchManifest', { manifest: { layers: [descriptor('4')] } as never })];
    const { question, truth } = askAndSettle('layers-here', one, [ended('locateLayer', { exists: true })]);
    expect([question!.choices, truth!.answer]).toEqual([['yes', 'no'], 'yes']);
  });
});

describe('diff-id', () => {
  it.each([
    [digest('6'), 'another one'],
    [digest('4'), 'the same one'],
  ])('%s: %s', (diffId, answer) => {
    const before = [found('fetchManifest', { manifest: manifest as never })];
    expect(askAndSettle('diff-id', before, [found('extractLayer', { layer: { diffId } })]).truth!.answer).toBe(answer);
  });
});

describe('whiteout', () => {
  const line = (path: string) => `-rw-r--r--       0/0         0 ${path}`;
  const layers = (...files: string[][]) => [
    found('lookUpImage', {
      layers: files.map((lines, at) => ({ digest: digest(String(at)), files: lines.map(line) })),
    }),
  ];
  const after = [ended('prepareSnapshot', container)];

  it('asks for the file that a whiteout hides, among others that it does not', () => {
    const before = layers(['etc/a', 'etc/b', 'etc/c'], ['etc/.wh.b', 'etc/d']);
    const { question, truth } = askAndSettle('whiteout', before, after);
    expect(question!.text).toContain('Layer 2 has an empty file named etc/.wh.b.');
    expect(question!.choices).toEqual(['etc/a', 'etc/b', 'etc/c', 'etc/d']);
    expect(truth).toMatchObject({ answer: 'etc/b', because: expect.stringContaining('still in its own layer') });
  });

  it('is no question where nothing is hidden, or nothing else is there', () => {
    expect(askAndSettle('whiteout', layers(['a'], ['b']), after).question).toBeUndefined();
    expect(askAndSettle('whiteout', layers(['a'], ['.wh.a']), after).question).toBeUndefined();
  });
});

describe('stacked', () => {
  it('counts the writable layer too', () => {
    const before = [found('fetchManifest', { manifest: manifest as never })];
    const after = [found('prepareSnapshot', { snapshot: { layers: ['/a', '/b'] } })];
    expect(askAndSettle('stacked', before, after).truth).toMatchObject({
      answer: '3',
      instead: { 2: expect.stringContaining('write') },
    });
  });
});

describe('what config.json will say', () => {
  const spec = (process: object, rest: object = {}) =>
    found('writeBundle', {
      'config.json': {
        process: { args: ['/x'], env: [], cwd: '/', user: { uid: 0 }, capabilities: { bounding: [] }, ...process },
        ...rest,
      } as never,
      origins: { '/process/user': { from: 'image', detail: 'config.User' } },
    });
  const known = (own: object = {}) => [
    ended('prepareSnapshot', container),
    found('lookUpImage', { 'image config': { ...config, config: own } as never }),
  ];

  it('command: entrypoint and words, Cmd only without words', () => {
    const before = known({ Entrypoint: ['/bin/cat'], Cmd: ['/etc/motd'] });
    const { question, truth } = askAndSettle(
      'command',
      before,
      [spec({ args: ['/bin/cat', 'a b'] })],
      withProcess({ args: ['a b'] }),
    );
    expect(question!.choices).toEqual(['"a b"', '/bin/cat "a b"', '/bin/cat /etc/motd', '/bin/sh -c "a b"']);
    expect(truth!.answer).toBe('/bin/cat "a b"');
  });

  it('user: by number, and who named it', () => {
    const { question, truth } = askAndSettle('user', known({ User: 'app' }), [spec({ user: { uid: 1000 } })]);
    expect(question!.text).toContain('The image names the user app.');
    expect(truth).toMatchObject({ answer: '1000', because: expect.stringContaining('image: config.User') });
    expect(askAndSettle('user', known(), []).question!.text).toContain('Neither');
    expect(askAndSettle('user', known({ User: 'app' }), [], withProcess({ user: '7' })).question!.text).toContain(
      'line names the user 7',
    );
  });

  it('working-directory: never the one of whoever asks', () => {
    const { question, truth } = askAndSettle('working-directory', known({ WorkingDir: '/srv' }), [
      spec({ cwd: '/srv' }),
    ]);
    expect(question!.choices).toContain(truth!.answer);
    expect(truth!.instead).toHaveProperty(['the directory that you are in now']);
  });

  it.each([
    [{ hostname: 'cccccccccccc' }, {}, /^the first twelve digits/],
    [{ hostname: 'box' }, { hostname: 'box' }, /^box$/],
    [{}, {}, /^that of this machine$/],
  ])('host-name: %j', (rest, options, answer) => {
    const { question, truth } = askAndSettle('host-name', known(), [spec({}, rest)], withProcess(options));
    expect(truth!.answer).toMatch(answer);
    expect(question!.choices).toContain(truth!.answer);
  });

  it('environment: names, and no values', () => {
    const { question, truth } = askAndSettle('environment', known({ Env: ['PATH=/bin'] }), [
      spec({ env: ['PATH=/bin', 'PIN=s3cret'] }),
    ]);
    expect(question!.text).toContain('The image sets 1 variable, and you have given none');
    expect(truth).toMatchObject({ answer: '2', because: expect.stringContaining('PATH, PIN') });
    expect(truth!.because).not.toContain('s3cret');
  });

  it('capabilities: as many as there are', () => {
    const after = [spec({ capabilities: { bounding: ['CAP_KILL'] } })];
    expect(askAndSettle('capabilities', known(), after, withProcess({ capDrop: ['ALL'] })).truth).toMatchObject({
      answer: '1',
      because: expect.stringContaining('changed as the options say'),
    });
  });

  it('asks nothing while the image is not known', () => {
    for (const name of ['command', 'user', 'working-directory', 'environment', 'capabilities'])
      expect(kind(name).ask(story()), name).toBeUndefined();
  });
});

describe('what the process will be', () => {
  const view = (namespaces: Record<string, boolean>, process: object = {}) => ({
    pid: 4242,
    pids: [4242, 1],
    commandLine: ['node', 'init.js'],
    uids: [100000],
    uidMap: ['0 100000 65536'],
    namespaces: Object.fromEntries(Object.entries(namespaces).map(([name, isHosts]) => [name, { isHosts }])),
    ...process,
  });
  const spec = found('writeBundle', {
    'config.json': { process: { args: ['/hello'], user: { uid: 0 } } } as never,
  });
  const started = (facts: Evidence['facts']) => [found('startInit', facts)];

  it('pid-inside: the last of its numbers', () => {
    const { truth } = askAndSettle('pid-inside', [], started({ process: view({}) }));
    expect(truth).toMatchObject({ answer: '1', because: expect.stringContaining('4242') });
    const shared = askAndSettle('pid-inside', [], started({ process: view({}, { pids: [4242] }) }));
    expect(shared.truth).toMatchObject({ answer: '4242', because: expect.stringContaining('namespace of the host') });
  });

  it('user-outside: somebody else where there is a user namespace', () => {
    const own = askAndSettle('user-outside', [spec], started({ process: view({ user: false }) }));
    expect(own.question!.text).toContain('user 0');
    expect(own.truth).toMatchObject({ answer: '100000', because: expect.stringContaining('0 100000 65536') });
    const shared = askAndSettle('user-outside', [spec], started({ process: view({ user: true }, { uids: [0] }) }));
    expect(shared.truth).toMatchObject({ answer: '0', because: expect.stringContaining('no user namespace') });
  });

  it('namespaces: those that are not the host’s', () => {
    const { truth } = askAndSettle(
      'namespaces',
      [],
      started({ process: view({ mnt: false, net: false, user: true, time: true }) }),
    );
    expect(truth).toMatchObject({ answer: '2', because: 'With the host it shares user and time.' });
    expect(askAndSettle('namespaces', [], started({ process: view({ mnt: false }) })).truth!.because).toContain('none');
  });

  it.each([
    [['lo'], false, 'loopback alone'],
    [['lo', 'eth0'], false, 'loopback and one of its own'],
    [['lo', 'eth0'], true, 'those of the host'],
    [[], false, 'none'],
  ])('interfaces: %j', (names, isHosts, answer) => {
    const network = { mode: 'bridge', inside: { interfaces: Object.fromEntries(names.map((name) => [name, {}])) } };
    const held = started({ process: view({ net: isHosts }) });
    expect(askAndSettle('interfaces', [], held).truth).toBeUndefined();
    const connected = found('connectNetwork', { network });
    const { question, truth } = askAndSettle('interfaces', [], [...held, connected]);
    expect(truth!.answer).toBe(answer);
    expect(question!.choices).toContain(answer);
  });

  it('interfaces: says why there is no network where one was asked for', () => {
    const network = { mode: 'none', reason: 'nft is not installed', inside: { interfaces: { lo: {} } } };
    const told = [...started({ process: view({ net: false }) }), found('connectNetwork', { network })];
    expect(askAndSettle('interfaces', [], told).truth!.because).toContain('lo: nft is not installed');
  });

  it('published-ports: every address of the host is two of them, one for each IP', () => {
    const port = { protocol: 'tcp', containerPort: 80, hostIp: '', hostPorts: { first: 8080, last: 8080 } };
    const overrides = withProcess({ network: 'bridge', networking: { ports: [port] } });
    const ports = ['80/tcp -> 0.0.0.0:8080', '80/tcp -> [::]:8080'];
    const told = [found('connectNetwork', { network: { mode: 'bridge', ports } })];
    const { question, early, truth } = askAndSettle('published-ports', [], told, overrides);
    expect([question!.text.slice(0, 11), early, truth!.answer]).toEqual(['One port is', undefined, '2']);
    expect(truth!.because).toContain('[::] of IPv6');
    expect(askAndSettle('published-ports', [], told).question).toBeUndefined();
  });

  it('held-program: init, and not the program yet', () => {
    const { question, truth } = askAndSettle('held-program', [spec], started({ process: view({}) }));
    expect(question!.choices).toContain('/hello');
    expect(truth!.answer).toMatch(/^init/);
    expect(truth!.instead!['/hello']).toContain('start');
  });

  it('processes-seen: those in its own /proc', () => {
    const { truth } = askAndSettle(
      'processes-seen',
      [],
      started({ inside: { processes: [1, 8] }, host: { processes: 90 } }),
    );
    expect(truth).toMatchObject({ answer: '2', because: expect.stringContaining('On the host there are 90.') });
  });

  it('pid-after-execve: the same, whether or not it could still be seen', () => {
    const before = [ended('startInit', container)];
    expect(askAndSettle('pid-after-execve', before, [ended('startContainer')]).truth!.answer).toMatch(/^the same/);
    const seen = [found('startContainer', { program: { pid: 42 } }), ended('startContainer')];
    expect(askAndSettle('pid-after-execve', before, seen).truth!.answer).toMatch(/^the same/);
    expect(kind('pid-after-execve').ask(story())).toBeUndefined();
  });
});

describe('how it will end', () => {
  const spec = found('writeBundle', { 'config.json': { process: { args: ['/hello'] } } as never });

  it('exit-code: the program’s own, or 128 and the signal', () => {
    const own = askAndSettle(
      'exit-code',
      [spec],
      [ended('awaitExit', { code: 3 }), ended('classifyExit', { exitCode: 3 })],
    );
    expect(own).toMatchObject({ question: { text: expect.stringContaining('/hello') }, truth: { answer: '3' } });
    const killed = [ended('awaitExit', { signal: 'SIGTERM' }), ended('classifyExit', { exitCode: 143 })];
    expect(askAndSettle('exit-code', [spec], killed).truth).toMatchObject({
      answer: '143',
      because: expect.stringContaining('SIGTERM'),
    });
  });

  it('out-of-memory: asked where there is a limit only', () => {
    expect(kind('out-of-memory').ask(story())).toBeUndefined();
    const limited = withProcess({ resources: { memory: 16_777_216 } });
    const kill = [found('reapContainer', { 'out of memory': { kills: 1 } }), ended('reapContainer')];
    expect(askAndSettle('out-of-memory', [], kill, limited)).toMatchObject({
      question: { text: expect.stringContaining('may have 16 MiB of memory') },
      truth: { answer: 'yes' },
    });
    expect(askAndSettle('out-of-memory', [], [ended('reapContainer')], limited).truth!.answer).toBe('no');
  });

  it.each([
    [5, 0, 'standard output'],
    [0, 5, 'standard error'],
    [5, 5, 'both'],
    [0, 0, 'neither: it says nothing'],
  ])('stream: %i and %i bytes', (stdoutBytes, stderrBytes, answer) => {
    expect(askAndSettle('stream', [], [ended('streamOutput', { stdoutBytes, stderrBytes })]).truth!.answer).toBe(
      answer,
    );
  });

  it('stream: no question on a terminal', () => {
    expect(kind('stream').ask(story([], withProcess({ tty: true })))).toBeUndefined();
  });

  it('wait-status: the code in the upper eight bits', () => {
    const before = [ended('awaitExit', { code: 42 })];
    const after = [found('reapContainer', { 'wait status': { value: '0x2a00' } })];
    const { question, truth } = askAndSettle('wait-status', before, after);
    expect(question!.choices).toEqual(['0x002a', '0x2a00', '0x802a']);
    expect(truth!.answer).toBe('0x2a00');
    expect(kind('wait-status').ask(story([ended('awaitExit', { code: 0 })]))).toBeUndefined();
  });

  it('signal-code: 128 and the number', () => {
    const before = [
      ended('awaitExit', { signal: 'SIGKILL' }),
      found('reapContainer', { 'wait status': { value: '0x0009' } }),
    ];
    const { question, truth } = askAndSettle('signal-code', before, [ended('classifyExit', { exitCode: 137 })]);
    expect(question!.text).toContain('SIGKILL, which is number 9');
    expect(truth).toMatchObject({ answer: '137', instead: { 9: expect.any(String) } });
    expect(kind('signal-code').ask(story([ended('awaitExit', { code: 1 })]))).toBeUndefined();
  });

  it.each([
    [{ processes: [], files: [] }, 'nothing'],
    [{ processes: [], files: ['/bundle'] }, 'the files that it has written'],
    [{ processes: [42], files: [] }, 'its process'],
  ])('what-stays: %j', (leftovers, answer) => {
    expect(askAndSettle('what-stays', [], [found('proveCleanup', { leftovers })]).truth!.answer).toBe(answer);
  });
});
