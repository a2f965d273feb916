import { describe, expect, it } from 'vitest';
import {
  INITIAL,
  paneOn,
  panesOn,
  withLayer,
  withMessage,
  withOutput,
  withPage,
  withQuiz,
} from '../../../../cli/terminal/step-view/state.ts';
import { evidence, page, story } from '../../../fixtures/pages.ts';
import { frame } from '../../../fixtures/stepping.ts';

const first = withPage(INITIAL, page({ step: 'lookUpImage', lifecycle: 'imageCheck', justHappened: [] }));
const second = withPage(first, page());

describe('a new stop', () => {
  it('opens the pane that has most to say about what just happened, and the lesson at the start', () => {
    expect(first.look.pane).toBe('lesson');
    expect(second.look.pane).toBe('image');
    const config = evidence({ step: 'writeBundle', facts: { 'config.json': { ociVersion: '1.0.2' } } });
    expect(withPage(second, page({ justHappened: [config] })).look.pane).toBe('config');
  });

  it('opens the kernel calls where the next one is to be made, and leaves another pane alone from call to call', () => {
    const call = page({ step: 'startInit', detail: 'mount()' });
    const atCall = withPage(second, call);
    expect(atCall.look.pane).toBe('syscalls');
    const elsewhere = { ...atCall, look: { ...atCall.look, pane: 'process' as const } };
    expect(withPage(elsewhere, page({ step: 'startInit', detail: 'chdir()' })).look.pane).toBe('process');
  });

  it('leads back from whatever screen was open, and keeps what was opened in the panes', () => {
    const look = { ...second.look, toggled: new Set(['image:/index']) };
    const next = withPage({ ...second, screen: 'help', look, message: 'old' }, page());
    expect(next).toMatchObject({ screen: 'stop', at: 2, isWorking: false, deed: undefined });
    expect(next.look.toggled).toBe(look.toggled);
  });
});

describe('the panes', () => {
  it('are those of the story up to the page that is looked at', () => {
    const output = { kind: 'output', stream: 'stdout', bytes: new TextEncoder().encode('hi\n'), size: 3 } as const;
    const later = withPage(second, page({ story: story([output]) }));
    const emptyOf = (state: typeof later) => panesOn(state).flatMap(({ name, isEmpty }) => (isEmpty ? [] : [name]));
    expect(emptyOf(later)).toEqual(['lesson', 'output']);
    expect(emptyOf({ ...later, at: 1 })).toEqual(['lesson', 'evidence']);
  });

  it('have the lesson of the step that waits', () => {
    expect(paneOn(first, frame()).title).toBe('lesson 7: About lookUpImage');
    const other = withPage(first, page({ step: undefined }));
    expect(paneOn({ ...other, look: { ...other.look, pane: 'lesson' } }, frame()).title).toContain('About completed');
  });

  it('are the same object each time that they are asked for', () => {
    expect(paneOn(second, frame())).toBe(paneOn(second, frame()));
    expect(paneOn(first, frame())).toBe(paneOn(first, frame()));
  });
});

it('keeps the last lines of the output and forgets the first', () => {
  const lines = Array.from({ length: 300 }, (_, line) => String(line));
  expect(withOutput(second, lines).output).toEqual(lines.slice(100));
});

it('keeps the latest news of each layer', () => {
  const layer = (status: 'Downloading' | 'Pull complete') =>
    ({ kind: 'layer', digest: 'sha256:aa', status, current: 0, total: 1 }) as const;
  const layers = withLayer(withLayer(second, layer('Downloading')), layer('Pull complete')).layers;
  expect(layers.map(({ status }) => status)).toEqual(['Pull complete']);
});

it('lets no escape sequence of a stranger into a message', () => {
  expect(withMessage(second, 'a\u001b[2Jb').message).toBe('a\\u{1b}[2Jb');
});

it('puts a question with nothing typed so far', () => {
  const asked = { name: 'blobs', question: { text: 'How many?' } };
  expect(withQuiz(second, asked).quiz).toEqual({ asked, chosen: 0, typed: '' });
});
