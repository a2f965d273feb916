import { describe, expect, it } from 'vitest';
import { PANES } from '../../../../cli/panes/pane.ts';
import { type Key, keysOf, update } from '../../../../cli/terminal/step-view/keys.ts';
import { visibleRows } from '../../../../cli/terminal/step-view/look.ts';
import { lookFrame } from '../../../../cli/terminal/step-view/pane-screen.ts';
import { INITIAL, paneOn, type ViewState, withPage, withQuiz } from '../../../../cli/terminal/step-view/state.ts';
import { evidence, page } from '../../../fixtures/pages.ts';
import { frame } from '../../../fixtures/stepping.ts';

const FRAME = frame();
const documents = {
  index: { manifests: [{ digest: 'sha256:aa' }] },
  manifest: { layers: [{ digest: 'sha256:bb' }, { digest: 'sha256:cc' }] },
};
const first = withPage(INITIAL, page({ step: 'lookUpImage', lifecycle: 'imageCheck', justHappened: [] }));
const second = withPage(first, page({ justHappened: [evidence({ facts: documents })] }));

/** A key by its name, or one that was typed as it stands. */
function key(name: string): Key {
  if (name.length > 1) return { name };
  const isLetter = /[a-z0-9]/i.test(name);
  return { ...(isLetter && { name: name.toLowerCase() }), sequence: name, shift: /[A-Z]/.test(name) };
}
const press = (state: ViewState, ...names: string[]) =>
  names.reduce((now, name) => update(now, key(name), FRAME), state);
const type = (state: ViewState, text: string) =>
  press(state, ...text.split('').map((one) => (one === ' ' ? ' ' : one)));
const rows = (state: ViewState) => visibleRows(paneOn(state, FRAME), state.look, lookFrame(FRAME));
const texts = (state: ViewState) => rows(state).map(({ name, value }) => `${name} ${value}`.trim());

describe('a key at a stop', () => {
  it.each([
    ['return', 'next'],
    ['enter', 'next'],
    ['space', 'next'],
    ['n', 'next'],
    ['right', 'next'],
    ['d', 'detail'],
    ['D', 'coarser'],
    ['r', 'runOn'],
    ['R', 'toEnd'],
    ['q', 'quit'],
  ])('%s decides: %s', (name, decision) => {
    expect(press(second, name)).toMatchObject({ deed: { kind: 'decide', decision }, isWorking: true });
  });

  it('Ctrl-C quits from every screen, and from a line that is typed', () => {
    const quit = { kind: 'decide', decision: 'quit' };
    for (const screen of ['stop', 'pane', 'commands', 'help'] as const) {
      expect(update({ ...second, screen }, { name: 'c', ctrl: true }, FRAME).deed).toEqual(quit);
    }
    expect(update(press(second, '/'), { name: 'c', ctrl: true }, FRAME).deed).toEqual(quit);
  });

  it('Ctrl-Z lets the shell come back for a while', () => {
    expect(update(second, { name: 'z', ctrl: true }, FRAME).deed).toEqual({ kind: 'suspend' });
  });

  it.each([
    ['l', 'pane'],
    ['z', 'pane'],
    ['c', 'commands'],
    ['?', 'help'],
  ])('%s opens the screen %s, and Escape and q lead back without a decision', (name, screen) => {
    const opened = press(second, name);
    expect(opened.screen).toBe(screen);
    for (const back of ['escape', 'q']) {
      expect(press(opened, back)).toMatchObject({ screen: 'stop', deed: undefined });
    }
  });

  it('b looks back, and Enter leads forward again before it goes on', () => {
    const back = press(second, 'b');
    expect(back.at).toBe(0);
    expect(press(back, 'b').at).toBe(0);
    const forward = press(back, 'return');
    expect(forward).toMatchObject({ at: 1, deed: undefined });
    expect(press(forward, 'return').deed).toEqual({ kind: 'decide', decision: 'next' });
  });

  it('changes nothing of an earlier stop', () => {
    for (const name of ['e', 's', 't']) {
      expect(press(second, 'b', name)).toMatchObject({ deed: undefined, prompt: undefined });
      expect(press(second, 'b', name).message).toContain('earlier stop');
    }
  });

  it('asks for a shell, for the inspector, for the clock', () => {
    expect([press(second, 's').deed, press(second, 'i').deed, press(second, 'p').deed]).toEqual([
      { kind: 'shell' },
      { kind: 'inspector' },
      { kind: 'auto' },
    ]);
  });

  it('that means nothing changes nothing', () => {
    expect(press(second, 'x', 'f5', 'escape')).toEqual(second);
  });

  it('decides nothing while the run is at work, except to quit', () => {
    const working = { ...press(second, 'n'), deed: undefined };
    expect(press(working, 'd').deed).toBeUndefined();
    expect(press(working, 'q').deed).toEqual({ kind: 'decide', decision: 'quit' });
  });

  it('never changes the state it was given', () => {
    const before = structuredClone({ ...second, pages: [] });
    press(second, 'l', 'j', 'space', 'tab', '/', 'a', 'return', '+', '-', 'escape', 'b', 'n', 'n');
    expect({ ...second, pages: [] }).toEqual(before);
  });
});

describe('the panes', () => {
  it('are gone round with Tab, and back with Shift-Tab; brackets do the same', () => {
    expect(press(second, 'tab').look.pane).toBe('digests');
    expect(press(second, ']').look.pane).toBe('digests');
    expect(update(second, { name: 'tab', shift: true }, FRAME).look.pane).toBe('registry');
    expect(press(second, '[').look.pane).toBe('registry');
    expect(press(second, ...PANES.map(() => 'tab')).look.pane).toBe('image');
  });

  it('have numbers: 1 for the first, 0 for the tenth', () => {
    expect([press(second, '1').look.pane, press(second, '0').look.pane]).toEqual(['lesson', 'output']);
    expect(press(second, 'l', '4').look.pane).toBe('digests');
  });

  it('are moved in and no further, from the stop too', () => {
    const pane = press(second, 'l');
    expect(press(pane, 'j', 'down').look.cursor).toBe(2);
    expect(press(pane, 'k', 'up').look.cursor).toBe(0);
    expect(press(pane, 'G').look.cursor).toBe(rows(pane).length - 1);
    expect(press(pane, 'pagedown', 'pagedown').look.cursor).toBe(rows(pane).length - 1);
    expect(press(pane, 'end', 'home').look.cursor).toBe(0);
    expect(press(pane, 'end', 'g').look.cursor).toBe(0);
    expect(press(second, 'j').look.cursor).toBe(1);
  });

  it('have branches that open and close, one by one and all at once', () => {
    const pane = press(second, 'l');
    expect(texts(pane)).toEqual([
      'index {1}',
      'manifest {1}',
      'layers [2]',
      '0 {1}',
      'digest sha256:bb',
      '1 {1}',
      'digest sha256:cc',
    ]);
    expect(texts(press(pane, 'space'))).toContain('manifests [1]');
    expect(texts(press(pane, 'j', 'return'))).toEqual(['index {1}', 'manifest {1}']);
    expect(texts(press(pane, '+'))).toContain('digest sha256:aa');
    expect(texts(press(pane, '+', '-'))).toEqual(['index {1}', 'manifest {1}']);
  });

  it('keep what was opened when they are come back to', () => {
    const opened = press(second, 'l', 'space', 'tab', '[');
    expect(texts(opened)).toContain('manifests [1]');
  });
});

describe('a search', () => {
  it('goes to the first place, opens what it is folded away in, and n and N lead on and back', () => {
    const found = press(type(press(second, 'l', '/'), 'sha256'), 'return');
    const here = (state: ViewState) => rows(state)[state.look.cursor]!.path;
    expect(here(found)).toBe('/index/manifests/0/digest');
    expect(here(press(found, 'n'))).toBe('/manifest/layers/0/digest');
    expect(here(press(found, 'n', 'n', 'n'))).toBe('/index/manifests/0/digest');
    expect(here(press(found, 'N'))).toBe('/manifest/layers/1/digest');
  });

  it('begins at the stop too, on the whole screen', () => {
    expect(press(second, '/')).toMatchObject({ screen: 'pane', prompt: { kind: 'search', text: '' } });
  });

  it('does not care about capitals, and says where it found nothing', () => {
    expect(press(type(press(second, 'l', '/'), 'DIGEST'), 'return').message).toBeUndefined();
    expect(press(type(press(second, 'l', '/'), 'nowhere'), 'return').message).toBe('Not found: nowhere');
    expect(press(second, 'l', 'n').message).toContain('/ begins a search');
  });

  it('finds nothing in a pane without a line', () => {
    expect(press(type(press(second, 'l', '0', '/'), 'x'), 'return').message).toBe('Not found: x');
  });

  it('can be typed wrong, corrected and left', () => {
    const typed = type(press(second, 'l', '/'), 'qq');
    expect(press(typed, 'backspace').prompt?.text).toBe('q');
    expect(press(typed, 'backspace', 'backspace', 'backspace').prompt).toBeUndefined();
    expect(update(typed, { name: 'u', ctrl: true }, FRAME).prompt?.text).toBe('');
    expect(press(typed, 'escape')).toMatchObject({ prompt: undefined, screen: 'pane' });
  });
});

describe('a line that is typed', () => {
  it('names a step to run to, with the help of Tab', () => {
    const typed = type(press(second, 't'), 'startI');
    expect(press(typed, 'tab').prompt?.text).toBe('startInit');
    expect(press(typed, 'tab', 'return')).toMatchObject({
      deed: { kind: 'decide', decision: 'runTo:startInit' },
      isWorking: true,
    });
  });

  it('is completed as far as all names go, and no further', () => {
    expect(press(type(press(second, 't'), 'containerE'), 'tab').prompt?.text).toBe('containerEx');
    expect(press(type(press(second, 't'), 'xyz'), 'tab').prompt?.text).toBe('xyz');
  });

  it('is refused where no run comes there', () => {
    expect(press(type(press(second, 't'), 'nowhere'), 'return')).toMatchObject({ deed: undefined });
    expect(press(type(press(second, 't'), 'nowhere'), 'return').message).toContain('There is no step nowhere');
  });

  it('says what to change', () => {
    expect(press(type(press(second, 'e'), 'memory 64m'), 'return').deed).toEqual({
      kind: 'change',
      text: 'memory 64m',
    });
    expect(press(second, 'e', 'return').deed).toBeUndefined();
  });

  it('takes no control characters, and no more than anybody would type', () => {
    const long = type(press(second, '/'), 'x'.repeat(500));
    expect(long.prompt?.text).toHaveLength(400);
    expect(update(press(second, '/'), { sequence: '\u001b[5~', name: 'pageup' }, FRAME).prompt?.text).toBe('');
  });
});

describe('what is copied', () => {
  it('is the command of the pane, or the one under the cursor', () => {
    const check = ['cat index.json', 'cat manifest'];
    const state = withPage(first, page({ justHappened: [evidence({ facts: documents, check })] }));
    expect(press(state, 'y').deed).toEqual({ kind: 'copy', text: 'cat index.json' });
    expect(press(state, 'c', 'j', 'y').deed).toEqual({ kind: 'copy', text: 'cat manifest' });
    expect(press(state, 'c', 'j', 'j', 'k', 'k', 'k', 'return').deed).toEqual({ kind: 'copy', text: 'cat index.json' });
  });

  it('is the value of a line with Y', () => {
    const line = press(second, 'l', 'j', 'j', 'j', 'j', 'Y');
    expect(line.deed).toEqual({ kind: 'copy', text: 'sha256:bb' });
  });

  it('is nothing where there is nothing', () => {
    const state = withPage(first, page({ justHappened: [evidence({ check: [], facts: {} })] }));
    expect(press(state, '0', 'y')).toMatchObject({ deed: undefined, message: 'There is no command to copy here.' });
    expect(press(state, 'l', '0', 'Y').message).toContain('nothing to copy');
  });
});

describe('a question', () => {
  const choice = withQuiz(second, {
    name: 'image-here',
    question: { text: 'Is it?', choices: ['yes', 'no', 'maybe'] },
  });
  const number = withQuiz(second, { name: 'blobs', question: { text: 'How many?' } });

  it('is answered with a letter or with the cursor, and Enter', () => {
    expect(press(choice, 'b', 'return').deed).toEqual({ kind: 'answer', given: 'no' });
    expect(press(choice, 'down', 'j', 'return').deed).toEqual({ kind: 'answer', given: 'maybe' });
    expect(press(choice, 'k', 'return').deed).toEqual({ kind: 'answer', given: 'maybe' });
  });

  it('is answered with a number, and Enter', () => {
    expect(press(number, '1', '2', 'backspace', '0', 'return').deed).toEqual({ kind: 'answer', given: '10' });
    expect(press(number, 'return').deed).toBeUndefined();
  });

  it('is left without a guess by Escape, and quit by q', () => {
    expect(press(choice, 'escape').deed).toEqual({ kind: 'answer', given: undefined });
    expect(press(number, 'q').deed).toEqual({ kind: 'decide', decision: 'quit' });
  });

  it('comes before the run goes on', () => {
    for (const name of ['space', 'n', 'r', 'R']) {
      expect(press(number, name)).toMatchObject({ deed: undefined, quiz: number.quiz });
      expect(press(number, name).message).toContain('First the question');
    }
  });

  it('lets one look around before it is answered', () => {
    const around = press(choice, 'l', 'j', 'tab', 'escape');
    expect(around).toMatchObject({ quiz: choice.quiz, screen: 'stop', deed: undefined });
    expect(press(choice, 'left').at).toBe(0);
  });
});

describe('keys that come at once', () => {
  it('are an Escape and the key, and not one with Alt', () => {
    expect(keysOf({ name: 'q', sequence: '\x1bq', meta: true })).toEqual([
      { name: 'escape', sequence: '\x1b' },
      { name: 'q', sequence: 'q' },
    ]);
    expect(keysOf({ name: 'escape', sequence: '\x1b\x1b', meta: true })).toHaveLength(2);
  });

  it('are one key where they are a sequence of the terminal', () => {
    for (const one of [
      { name: 'left', sequence: '\x1b[D' },
      { name: 'left', sequence: '\x1b\x1b[D', meta: true },
      { name: 'q', sequence: 'q' },
      { name: 'escape', sequence: '\x1b', meta: true },
    ])
      expect(keysOf(one)).toEqual([one]);
  });
});
