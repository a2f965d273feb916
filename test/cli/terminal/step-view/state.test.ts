import { describe, expect, it } from 'vitest';
import {
  INITIAL,
  type Key,
  update,
  type ViewState,
  visibleRows,
  withOutput,
  withPage,
} from '../../../../cli/terminal/step-view/state.ts';
import { evidence, page } from '../../../fixtures/pages.ts';

const first = withPage(INITIAL, page({ step: 'lookUpImage', lifecycle: 'imageCheck', justHappened: [] }));
const second = withPage(first, page());
const key = (name: string): Key => (/^[?G]$/.test(name) ? { sequence: name } : { name });
const press = (state: ViewState, ...names: string[]) => names.reduce((now, name) => update(now, key(name)), state);

describe('a key at a stop', () => {
  it.each([
    ['return', 'next'],
    ['enter', 'next'],
    ['space', 'next'],
    ['n', 'next'],
    ['right', 'next'],
    ['d', 'detail'],
    ['r', 'runOn'],
    ['q', 'quit'],
  ])('%s decides: %s', (name, decision) => {
    expect(press(second, name)).toMatchObject({ decision, isWorking: true });
  });

  it('Ctrl-C quits from every screen', () => {
    for (const screen of ['overview', 'closer', 'commands', 'help'] as const) {
      expect(update({ ...second, screen }, { name: 'c', ctrl: true }).decision).toBe('quit');
    }
  });

  it.each([
    ['l', 'closer'],
    ['c', 'commands'],
    ['?', 'help'],
  ])('%s opens the screen %s, and Escape and q lead back without a decision', (name, screen) => {
    const opened = press(second, name);
    expect(opened.screen).toBe(screen);
    for (const back of ['escape', 'q']) {
      expect(press(opened, back)).toMatchObject({ screen: 'overview', decision: undefined });
    }
  });

  it('b looks back, and Enter leads forward again before it goes on', () => {
    const back = press(second, 'b');
    expect(back.at).toBe(0);
    expect(press(back, 'b').at).toBe(0);
    const forward = press(back, 'return');
    expect(forward).toMatchObject({ at: 1, decision: undefined });
    expect(press(forward, 'return').decision).toBe('next');
  });

  it('that means nothing changes nothing', () => {
    expect(press(second, 'x', 'f5', 'up')).toEqual(second);
  });

  it('decides nothing while the run is at work, except to quit', () => {
    const working = press(second, 'n');
    expect(press({ ...working, decision: undefined }, 'd').decision).toBeUndefined();
    expect(press({ ...working, decision: undefined }, 'q').decision).toBe('quit');
  });

  it('never changes the state it was given', () => {
    const before = structuredClone(second);
    press(second, 'l', 'j', 'space', 'tab', 'escape', 'b', 'n', 'n');
    expect(second).toEqual(before);
  });
});

describe('the closer look', () => {
  const closer = press(withPage(first, page({ facts: { input: { keep: false } } })), 'l');
  const texts = (state: ViewState) => visibleRows(state).map(({ text }) => text);

  it('shows the document as a tree', () => {
    expect(texts(closer)).toEqual(['registry: docker.io', 'tags [2]', '0: latest', '1: linux']);
  });

  it('folds and unfolds what is under the cursor', () => {
    const folded = press(closer, 'j', 'space');
    expect(texts(folded)).toEqual(['registry: docker.io', 'tags [2]']);
    expect(texts(press(folded, 'return'))).toEqual(texts(closer));
  });

  it('moves within the document and no further', () => {
    expect(press(closer, 'j', 'down').cursor).toBe(2);
    expect(press(closer, 'k', 'up').cursor).toBe(0);
    expect(press(closer, 'G').cursor).toBe(3);
    expect(press(closer, 'pagedown').cursor).toBe(3);
    expect(press(closer, 'end', 'home').cursor).toBe(0);
    expect(press(closer, 'end', 'pageup').cursor).toBe(0);
    expect(press(closer, 'end', 'g').cursor).toBe(0);
  });

  it('goes round the documents with Tab, and back with Shift-Tab', () => {
    expect(press(closer, 'tab').pane).toBe(1);
    expect(press(closer, 'tab', 'tab').pane).toBe(0);
    expect(update(closer, { name: 'tab', shift: true }).pane).toBe(1);
    expect(texts(press(closer, 'tab'))).toEqual(['keep: false']);
  });

  it('copes with a stop that has no document', () => {
    const empty = press(withPage(first, page({ justHappened: [evidence({ facts: {} })] })), 'l');
    expect(press(empty, 'j', 'space', 'tab', 'G')).toMatchObject({ screen: 'closer', cursor: 0, pane: 0 });
  });
});

it('keeps the last lines of the output and forgets the first', () => {
  const lines = Array.from({ length: 300 }, (_, line) => String(line));
  expect(withOutput(second, lines).output).toEqual(lines.slice(100));
});
