import { describe, expect, it } from 'vitest';
import { NOW } from '../../../../../cli/inspector/page/model/chronicle.ts';
import { diagnosisOf, exitCodeMeaning } from '../../../../../cli/inspector/page/model/diagnosis.ts';
import { digestsOf } from '../../../../../cli/inspector/page/model/digest-list.ts';
import { exchangesOf, headerMeaning } from '../../../../../cli/inspector/page/model/exchanges.ts';
import { lanesOf } from '../../../../../cli/inspector/page/model/layer-lanes.ts';
import { outputOf } from '../../../../../cli/inspector/page/model/output-lines.ts';
import { sequenceOf } from '../../../../../cli/inspector/page/model/sequence.ts';
import { barOf, stepTimes } from '../../../../../cli/inspector/page/model/step-times.ts';
import { filterOf, lifecycleAt, lineOf } from '../../../../../cli/inspector/page/model/timeline-lines.ts';
import { usageSamples } from '../../../../../cli/inspector/page/model/usage-graph.ts';
import type { RunEvent } from '../../../../../engine/record/entry.ts';
import { chronicleOf, stepEvents } from '../../../../fixtures/story.ts';

const output = (stream: 'stdout' | 'stderr', bytes: Buffer | string): RunEvent => ({
  kind: 'output',
  stream,
  data: Buffer.from(bytes as string).toString('base64'),
});
const layer = (digit: string) => ({ mediaType: 'x+gzip', digest: `sha256:${digit.repeat(64)}`, size: 10 });

describe('what the program wrote', () => {
  it('is told line by line, each with its stream, in the order in which it came', () => {
    const { lines, bytes } = outputOf(
      chronicleOf([
        output('stdout', 'one\ntw'),
        output('stdout', 'o\n'),
        output('stderr', 'bad'),
        output('stdout', '!'),
      ]),
      NOW,
    );
    expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'one\n'],
      ['stdout', 'two\n'],
      ['stderr', 'bad'],
      ['stdout', '!'],
    ]);
    expect(bytes).toEqual({ stdout: 9, stderr: 3 });
  });

  it('keeps a sign whole that came in two pieces', () => {
    const sign = Buffer.from('ä');
    const { lines } = outputOf(
      chronicleOf([output('stdout', sign.subarray(0, 1)), output('stdout', sign.subarray(1))]),
      NOW,
    );
    expect(lines.map(({ text }) => text).join('')).toBe('ä');
  });
});

describe('the times of steps', () => {
  it('are those of the calls, with what each has found and whether it failed', () => {
    const chronicle = chronicleOf([
      ...stepEvents(1, 'lookUpImage', 'not here'),
      { kind: 'call', call: 2, step: 'startInit', input: {} },
      { kind: 'failed', call: 2, error: { message: 'no', hint: '' } },
      { kind: 'call', call: 3, step: 'deleteContainer', input: {} },
    ]);
    expect(stepTimes(chronicle, NOW)).toMatchObject([
      { step: 'lookUpImage', lifecycle: 'imageCheck', from: 0, to: 20, error: undefined },
      { step: 'startInit', from: 30, to: 40, error: { message: 'no' } },
      { step: 'deleteContainer', from: 50, to: undefined },
    ]);
  });

  it('pass over steps that nobody knows', () => {
    expect(stepTimes(chronicleOf(stepEvents(1, 'constructor', 'x')), NOW)).toEqual([]);
  });

  it('become bars that can be seen, inside their picture', () => {
    expect(barOf(50, 75, [0, 100])).toEqual({ left: 50, width: 25 });
    const thin = barOf(100, 100, [0, 100]);
    expect([thin.left + thin.width <= 100, thin.width > 0]).toEqual([true, true]);
  });
});

describe('HTTP', () => {
  const exchange = {
    method: 'GET',
    url: 'http://r:5000/v2/?a=b',
    status: 200,
    requestHeaders: {},
    responseHeaders: {},
    ms: 10,
    bodyBytes: 2,
  };

  it('is put in the order in which it was sent, by the clock of the run', () => {
    const began = Date.parse('2026-01-02T03:04:05.000Z');
    const http = [
      { ...exchange, startedAt: began + 50, answeredMs: 4 },
      { ...exchange, url: 'http://r:5000/x', startedAt: began + 20 },
    ];
    const [first, second] = exchangesOf(chronicleOf(stepEvents(1, 'contactRegistry', '', { http })), NOW);
    expect(first).toMatchObject({ path: '/x', origin: 'http://r:5000', from: 20, to: 30, answeredAt: undefined });
    expect(second).toMatchObject({ path: '/v2/?a=b', from: 50, answeredAt: 54, to: 60 });
  });

  it('of a recording without times ended when it was told', () => {
    const [only] = exchangesOf(chronicleOf(stepEvents(1, 'contactRegistry', '', { http: [exchange] })), NOW);
    expect([only!.from, only!.to]).toEqual([0, 10]);
  });

  it('has headers that mean something, and others', () => {
    expect(headerMeaning('Docker-Content-Digest')).toContain('the name of the bytes');
    expect([headerMeaning('x-y'), headerMeaning('constructor')]).toEqual([undefined, undefined]);
  });
});

describe('who said what to whom', () => {
  it('is told from what was really said', () => {
    const http = [{ method: 'GET', url: 'http://r/v2/', status: 401, bodyBytes: 7, ms: 3 }];
    const arrows = sequenceOf(
      chronicleOf([
        ...stepEvents(1, 'lookUpImage', 'x means y, and the store does not have it.'),
        ...stepEvents(2, 'contactRegistry', '', { http }),
        { kind: 'call', call: 3, step: 'startInit', input: {} },
        ...['mount("a")', 'mount("b")', 'pivot_root(".")'].map(
          (detail): RunEvent => ({ kind: 'turn', call: 3, detail, facts: {} }),
        ),
        output('stdout', 'hello'),
        { kind: 'failed', call: 3, error: { message: 'no', hint: '' } },
      ]),
      NOW,
    );
    expect(arrows.map(({ from, to, label, kind, count }) => `${from}→${to} ${kind} ${label} ×${count}`)).toEqual([
      'machine→store ask is the image here? ×1',
      'store→machine answer no ×1',
      'machine→registry ask GET /v2/ ×1',
      'registry→machine failure 401, 7 B, 3 ms ×1',
      'machine→launcher ask create ×1',
      'launcher→init ask fork into new namespaces ×1',
      'init→kernel ask mount("a") ×2',
      'init→kernel ask pivot_root(".") ×1',
      'init→machine answer stdout: 6 B ×1',
      'init→machine failure no ×1',
    ]);
  });
});

describe('a diagnosis', () => {
  const failed: RunEvent[] = [
    { kind: 'call', call: 1, step: 'startInit', input: {} },
    {
      kind: 'evidence',
      call: 1,
      sentence: 'It was tried.',
      facts: { syscalls: [{ name: 'execve', args: ['"/x"'], result: 'ENOENT' }] },
      check: [],
    },
    { kind: 'failed', call: 1, error: { code: 'EXEC_NOT_FOUND', message: 'not there', hint: 'look' } },
    ...stepEvents(2, 'deleteContainer', 'It is removed.'),
    { kind: 'end', exitCode: 127, error: { code: 'EXEC_NOT_FOUND', message: 'not there', hint: 'look' } },
  ];

  it('says where it failed, what was asked of the kernel last, what it means and what was cleaned up', () => {
    expect(diagnosisOf(chronicleOf(failed), NOW)).toMatchObject({
      title: 'not there',
      step: 'startInit',
      lifecycle: 'containerCreation',
      before: ['It was tried.'],
      lastCalls: ['execve("/x") = ENOENT'],
      exitCode: '127: the program is not there',
      cleanup: [{ step: 'deleteContainer' }],
    });
  });

  it('gives a program that failed by itself the last word', () => {
    const events: RunEvent[] = [output('stderr', 'one\nsorry\n'), { kind: 'end', exitCode: 3, error: null }];
    expect(diagnosisOf(chronicleOf(events), NOW)).toMatchObject({ error: undefined, lastWords: ['one', 'sorry'] });
  });

  it('tells of the OOM killer, and of no kernel calls where no step has failed', () => {
    const events: RunEvent[] = [
      { kind: 'call', call: 1, step: 'reapContainer', input: {} },
      {
        kind: 'evidence',
        call: 1,
        sentence: 'killed',
        facts: {
          'out of memory': { limit: 16_777_216, kills: 1 },
          syscalls: [{ name: 'statx', args: ['"/proc/scsi"'], result: 'ENOENT' }],
        },
        check: [],
      },
      { kind: 'end', exitCode: 137, error: null },
    ];
    expect(diagnosisOf(chronicleOf(events), NOW)).toMatchObject({
      outOfMemory: "The kernel's OOM killer ended a process of the container: its limit of 16 MiB was reached.",
      lastCalls: [],
    });
    expect(diagnosisOf(chronicleOf(failed), NOW)?.outOfMemory).toBe(undefined);
  });

  it('is none while all goes well', () => {
    expect(diagnosisOf(chronicleOf([]), NOW)).toBeUndefined();
    expect(diagnosisOf(chronicleOf([{ kind: 'end', exitCode: 0, error: null }]), NOW)).toBeUndefined();
    expect(diagnosisOf(chronicleOf(failed), 3)).toBeUndefined();
  });

  it.each([
    [0, 'all went well'],
    [137, '128 + 9'],
    [125, 'learn-run itself'],
    [77, 'own'],
  ])('knows what %d means', (code, words) => {
    expect(exitCodeMeaning(code)).toContain(words);
  });
});

describe('the digests', () => {
  it('are those of documents and layers, with the bytes where they are known', () => {
    const manifest = { layers: [layer('c'), layer('d')] };
    const bytes = {
      [`sha256:${'a'.repeat(64)}`]: { mediaType: 'application/vnd.oci.image.index.v1+json', size: 2, text: '{}' },
      [`sha256:${'b'.repeat(64)}`]: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        size: 9,
        text: '[redacted]',
      },
      [layer('c').digest]: { mediaType: 'x+gzip', size: 1, base64: '/w==' },
    };
    const facts = { bytes, manifest, 'image config': { rootfs: { diff_ids: ['sha256:1', 'sha256:2'] } } };
    const found = digestsOf(chronicleOf(stepEvents(1, 'fetchConfig', '', facts)), NOW);
    expect(
      found.map(({ name, bytes, isRedacted, diffId }) => [name, bytes && [...bytes].length, isRedacted, diffId]),
    ).toEqual([
      ['index', 2, false, undefined],
      ['config', 10, true, undefined],
      ['layer 1', 1, false, 'sha256:1'],
      ['layer 2', undefined, false, 'sha256:2'],
    ]);
  });
});

describe('the layers side by side', () => {
  it('are each where their own chart is, with the bytes that are done', () => {
    const progress = { kind: 'layer', digest: layer('d').digest, status: 'Downloading', current: 4, total: 10 };
    const chronicle = chronicleOf([
      ...stepEvents(1, 'fetchManifest', '', { manifest: { layers: [layer('c'), layer('d')] } }),
      { kind: 'state', chart: 'pull', state: 'fetchingLayers', event: 'x' },
      { kind: 'state', chart: 'layer-0', state: 'complete', event: 'x' },
      { kind: 'state', chart: 'layer-1', state: 'downloading', event: 'x' },
      { kind: 'progress', call: 1, progress },
    ]);
    expect(lanesOf(chronicle, NOW)).toMatchObject([
      { actor: 'layer-0', state: 'layer.complete', current: undefined },
      { actor: 'layer-1', state: 'layer.downloading', status: 'Downloading', current: 4 },
    ]);
  });
});

describe('what a container uses', () => {
  it('is told as parts of one processor since the look before', () => {
    const look = (ms: number, cpu: number): RunEvent => ({
      kind: 'progress',
      call: 1,
      progress: { kind: 'usage', ms, memory: 1000, cpu, pids: 1 },
    });
    expect(
      usageSamples(chronicleOf([look(0, 0), look(100, 50_000), look(200, 250_000)]), NOW).map(({ cpu }) => cpu),
    ).toEqual([null, 0.5, 2]);
  });
});

describe('the timeline', () => {
  it('tells every kind of message in one line, and where it belongs', () => {
    const chronicle = chronicleOf([
      { kind: 'state', chart: 'run', state: { containerExit: 'reaping' }, event: 'x' },
      ...stepEvents(1, 'reapContainer', 'exited'),
      { kind: 'turn', call: 1, detail: 'wait4()', facts: {} },
      output('stdout', 'abc'),
      { kind: 'outputOmitted', stream: 'stdout' },
      { kind: 'end', exitCode: 0, error: null },
    ]);
    const stepOf = () => 'reapContainer' as const;
    const lines = chronicle.messages.map((message) => [
      filterOf(message),
      lifecycleAt(message, stepOf),
      lineOf(message, stepOf),
    ]);
    expect(lines).toContainEqual(['states', 'containerExit', 'run is in run.containerExit.reaping']);
    expect(lines).toContainEqual(['evidence', 'containerExit', 'exited']);
    expect(lines).toContainEqual(['calls', 'containerExit', 'wait4()']);
    expect(lines).toContainEqual(['output', 'outputDisplay', 'stdout: 3 B']);
    expect(lines.every(([, , line]) => line !== '')).toBe(true);
  });
});
