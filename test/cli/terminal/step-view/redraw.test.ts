import { beforeAll, describe, expect, it } from 'vitest';
import { type Key, update } from '../../../../cli/terminal/step-view/keys.ts';
import { paletteFor } from '../../../../cli/terminal/step-view/palette.ts';
import { INITIAL, paneOn, type ViewState, withPage } from '../../../../cli/terminal/step-view/state.ts';
import { view } from '../../../../cli/terminal/step-view/view.ts';
import { evidence, page } from '../../../fixtures/pages.ts';
import { frame } from '../../../fixtures/stepping.ts';
import { capturedOutput } from '../../../fixtures/terminal.ts';

const FILES = 60_000;
/** What a screen that is redrawn sixty times a second has for each time, in milliseconds. */
const BUDGET = 16;

const FRAME = frame({ palette: paletteFor(capturedOutput({ columns: 80, rows: 24 })) });
const SIZES = [FRAME, { ...FRAME, columns: 200, rows: 60 }, { ...FRAME, isPresenting: true }];

/** A layer like that of a large distribution: many directories, many files in each. */
const files = Array.from({ length: FILES }, (_, at) => {
  const directory = `usr/share/package-${Math.floor(at / 40)}`;
  return `-rw-r--r--       0/0      ${String(at).padStart(4)} ${directory}/file-${at}`;
});
const layers = [{ digest: `sha256:${'a'.repeat(64)}`, diffId: `sha256:${'b'.repeat(64)}`, size: 1, files }];

let open: ViewState;
beforeAll(() => {
  const stop = withPage(INITIAL, page({ justHappened: [evidence({ facts: { layers } })] }));
  open = ['5', 'l', '+'].reduce((state, name) => update(state, { name, sequence: name }, FRAME), stop);
});

/** The middle of how long it takes from a key to the lines of the screen. */
function timeOf(key: Key, own = FRAME): number {
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    open = update(open, key, own);
    view(open, own);
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[7]!;
}

describe(`a layer of ${FILES} files`, () => {
  it('is shown whole', () => {
    expect(view({ ...open, look: { ...open.look, cursor: Number.MAX_SAFE_INTEGER } }, FRAME).join('\n')).toContain(
      `file-${FILES - 1}`,
    );
    expect(paneOn(open, FRAME).document).toBeDefined();
  });

  it.each(SIZES)(`is redrawn within ${BUDGET} ms at each move, on $columns by $rows`, (own) => {
    timeOf({ name: 'j' }, own);
    for (const name of ['j', 'pagedown', 'end', 'home']) expect(timeOf({ name }, own), name).toBeLessThan(BUDGET);
  });

  it(`is searched, and redrawn, within ${BUDGET} ms from place to place`, () => {
    open = { ...open, look: { ...open.look, query: 'file-5' } };
    expect(timeOf({ name: 'n', sequence: 'n' })).toBeLessThan(BUDGET);
  });

  it('is redrawn as fast at the stop, where only its beginning is seen', () => {
    open = { ...open, screen: 'stop' };
    for (const own of SIZES) expect(timeOf({ name: 'j' }, own)).toBeLessThan(BUDGET);
  });
});
