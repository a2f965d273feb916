import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastPage } from '../../../../cli/terminal/step-view/page.ts';
import { COLOURLESS } from '../../../../cli/terminal/step-view/palette.ts';
import {
  INITIAL,
  update,
  type ViewState,
  withLayer,
  withOutput,
  withPage,
} from '../../../../cli/terminal/step-view/state.ts';
import { cells } from '../../../../cli/terminal/step-view/text.ts';
import { view } from '../../../../cli/terminal/step-view/view.ts';
import { evidence, page } from '../../../fixtures/pages.ts';

const SMALL = { columns: 80, rows: 24, palette: COLOURLESS };
const LARGE = { columns: 120, rows: 40, palette: COLOURLESS };
const stop = withPage(
  withPage(INITIAL, page({ step: 'lookUpImage', lifecycle: 'imageCheck', justHappened: [] })),
  page(),
);
const screen = (state: ViewState, frame = SMALL) =>
  view(state, frame)
    .map((line) => line.trimEnd())
    .join('\n');

describe('the screen at a stop', () => {
  it('fits 80 by 24', () => {
    expect(screen(stop)).toMatchSnapshot();
  });

  it('uses 120 by 40', () => {
    expect(screen(stop, LARGE)).toMatchSnapshot();
  });

  it('shows documents, commands and help on screens of their own', () => {
    for (const name of ['l', 'c']) expect(screen(update(stop, { name }))).toMatchSnapshot(name);
    expect(screen(update(stop, { sequence: '?' }))).toMatchSnapshot('help');
  });

  it('says that one is looking back', () => {
    expect(screen(update(stop, { name: 'b' }))).toContain('looking back: stop 1 of 2');
  });

  it('shows what the container said, and how the run ended', () => {
    const said = withOutput(stop, ['Hello from learn-run!']);
    expect(screen(withPage(said, lastPage([evidence()], 'Your shell sees exit code 0.')))).toMatchSnapshot();
  });

  it('shows the layers while they come', () => {
    const working = { ...stop, isWorking: true };
    const layer = {
      kind: 'layer',
      digest: `sha256:${'a'.repeat(64)}`,
      status: 'Downloading',
      current: 5,
      total: 10,
    } as const;
    expect(screen(withLayer(working, layer))).toContain('aaaaaaaaaaaa: Downloading [');
  });

  it('keeps the newest sentences where not all fit, and counts the others', () => {
    const many = Array.from({ length: 40 }, (_, at) => evidence({ sentence: `sentence ${at}` }));
    const text = screen(withPage(stop, page({ justHappened: many })));
    expect(text).toContain('sentence 39');
    expect(text).toMatch(/… and \d+ before that/);
    expect(text).not.toContain('sentence 0\n');
    expect(text).toContain('WHAT COMES NEXT');
  });

  it('lets no escape sequence of a stranger through', () => {
    const text = screen(withPage(stop, page({ justHappened: [evidence({ sentence: 'a\u001b[2Jb' })] })));
    expect(text).toContain('a\\u{1b}[2Jb');
  });

  it('never is higher or wider than the terminal, whatever there is to show', () => {
    const keys = fc.array(fc.constantFrom('l', 'c', 'tab', 'j', 'space', 'escape', 'b', 'n'), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.jsonValue(),
        fc.integer({ min: 40, max: 200 }),
        fc.integer({ min: 10, max: 60 }),
        keys,
        (sentence, document, columns, rows, names) => {
          const facts = { document: document as never };
          const start = withPage(stop, page({ justHappened: [evidence({ sentence, facts })], description: sentence }));
          const state = names.reduce((now, name) => update(now, { name }), start);
          const lines = view(state, { columns, rows, palette: COLOURLESS });
          expect(lines.length).toBe(rows);
          expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
