import { describe, expect, it } from 'vitest';
import { update } from '../../../../cli/terminal/step-view/keys.ts';
import { lastPage } from '../../../../cli/terminal/step-view/page.ts';
import { paletteFor } from '../../../../cli/terminal/step-view/palette.ts';
import {
  INITIAL,
  type ViewState,
  withLayer,
  withMessage,
  withOutput,
  withPage,
  withQuiz,
} from '../../../../cli/terminal/step-view/state.ts';
import { cells, visibleWidth } from '../../../../cli/terminal/step-view/text.ts';
import { view } from '../../../../cli/terminal/step-view/view.ts';
import { evidence, page, story } from '../../../fixtures/pages.ts';
import fc from '../../../fixtures/properties.ts';
import { beginningsOf, bundledStory } from '../../../fixtures/recorded-story.ts';
import { frame } from '../../../fixtures/stepping.ts';
import { capturedOutput } from '../../../fixtures/terminal.ts';

const SMALL = frame();
const LARGE = frame({ columns: 200, rows: 60 });
const documents = {
  index: { mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [{ digest: 'sha256:aa' }] },
  manifest: { layers: [{ digest: 'sha256:bb', size: 12 }] },
};
const stop = withPage(
  withPage(INITIAL, page({ step: 'lookUpImage', lifecycle: 'imageCheck', justHappened: [] })),
  page({ justHappened: [evidence({ facts: documents })] }),
);
const screen = (state: ViewState, own = SMALL) =>
  view(state, own)
    .map((line) => line.trimEnd())
    .join('\n');
const press = (state: ViewState, ...names: string[]) =>
  names.reduce((now, name) => update(now, name.length > 1 ? { name } : { name, sequence: name }, SMALL), state);
const verdict = {
  name: 'blobs',
  question: { text: 'How many blobs will be fetched?' },
  given: '1',
  truth: '2',
  isRight: false,
  because: 'The config is a blob like the layers.',
};

describe('the screen at a stop', () => {
  it('fits 80 by 24', () => {
    expect(screen(stop)).toMatchSnapshot();
  });

  it('has the pane beside the story at 200 by 60', () => {
    expect(screen(stop, LARGE)).toMatchSnapshot();
  });

  it('keeps the names of the states apart where there are few columns', () => {
    expect(screen(stop, frame({ columns: 60, rows: 20 }))).toMatch(
      /image {4}contain… contain… output {3}contain… contain…\n/,
    );
  });

  it('is large and quiet for a projector', () => {
    expect(screen(stop, frame({ isPresenting: true }))).toMatchSnapshot();
  });

  it('names the state in ordinary letters where a projector has few columns', () => {
    expect(screen(stop, frame({ isPresenting: true, columns: 50, rows: 20 }))).toContain('CONTAINER CREATION\n');
  });

  it('shows a pane, the commands and the keys on screens of their own', () => {
    for (const name of ['l', 'c', '?']) expect(screen(press(stop, name))).toMatchSnapshot(name);
  });

  it('says that one is looking back', () => {
    expect(screen(press(stop, 'b'))).toContain('looking back: stop 1 of 2');
  });

  it('shows what the container said, and how the run ended', () => {
    const said = withOutput(stop, ['Hello from learn-run!']);
    const last = lastPage([evidence()], 'Your shell sees exit code 0.', { story: story(), verdicts: [] });
    expect(screen(withPage(said, last))).toMatchSnapshot();
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

  it('says what has failed, why that may be, and what to try', () => {
    const error = { message: 'no such file', hint: 'Its interpreter is not in the image.\n\n  learn-run ps' };
    const failed = story([{ kind: 'failed', step: 'startInit', error }]);
    const text = screen(withPage(stop, page({ story: failed })));
    expect(text).toContain('FAILED  startInit failed: no such file\n         Its interpreter is not in the image.\n');
    expect(text).toContain('\n         learn-run ps\n');
  });

  it('says what has failed where nothing more is known', () => {
    const failed = story([{ kind: 'failed', step: 'startInit', error: { message: 'no such file', hint: '' } }]);
    expect(screen(withPage(stop, page({ story: failed })))).toContain('FAILED  startInit failed: no such file\n\n');
  });

  it('lets no escape sequence of a stranger through', () => {
    const text = screen(withPage(stop, page({ justHappened: [evidence({ sentence: 'a\u001b[2Jb' })] })));
    expect(text).toContain('a\\u{1b}[2Jb');
  });

  it('has a message, or a line that is typed and what may stand there, in place of the keys', () => {
    expect(screen(withMessage(stop, 'Copied.')).endsWith('\n Copied.')).toBe(true);
    expect(screen(press(stop, 'e', 'm'))).toMatch(/\n command WORDS .*\n change: m$/);
    expect(screen(press(stop, 't', 'a'))).toMatch(/\n authorize attachStreams awaitExit\n run to: a$/);
  });
});

describe('a question', () => {
  const choices = ['yes', 'no'];
  const asked = withQuiz(stop, { name: 'image-here', question: { text: 'Is it here?', choices } });

  it('stands where else the next step is told', () => {
    expect(screen(asked)).toMatchSnapshot();
    expect(screen(asked, frame({ isPresenting: true }))).toContain('   › a  yes');
  });

  it('is all there, whatever else wants to be', () => {
    const many = Array.from({ length: 40 }, (_, at) => evidence({ sentence: `sentence ${at}` }));
    const verdicts = [verdict, { ...verdict, because: 'word '.repeat(200) }];
    const full = withQuiz(withPage(stop, page({ justHappened: many, verdicts })), asked.quiz!.asked);
    for (const own of [SMALL, LARGE, frame({ isPresenting: true })]) {
      const text = screen(full, own);
      expect(text).toContain('Is it here?');
      expect(text).toContain('b  no');
      expect(text).toContain('Not so: you said 1, and it is 2.');
    }
  });

  it('is answered by what really happened, and by why', () => {
    const text = screen(withPage(stop, page({ verdicts: [verdict] })));
    expect(text).toContain('How many blobs will be fetched?');
    expect(text).toContain('✗ Not so: you said 1, and it is 2.\n   The config is a blob like the layers.');
    const right = { ...verdict, given: '2', isRight: true };
    expect(screen(withPage(stop, page({ verdicts: [right] })))).toContain('✓ Right: 2.');
  });
});

describe('every screen', () => {
  const keys = fc.array(
    fc.constantFrom(
      'l',
      'c',
      'tab',
      'j',
      'space',
      'escape',
      'b',
      'n',
      '?',
      '/',
      'a',
      'return',
      'e',
      '0',
      '8',
      'G',
      '+',
    ),
    { maxLength: 10 },
  );
  const whole = bundledStory('hello-world');
  const stories = beginningsOf(whole).filter((_, at) => at % 25 === 0 || at === whole.told.length);

  it('is never higher or wider than the terminal, whatever there is to show', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.jsonValue(),
        fc.integer({ min: 40, max: 220 }),
        fc.integer({ min: 10, max: 60 }),
        fc.boolean(),
        keys,
        (sentence, document, columns, rows, isPresenting, names) => {
          const facts = { document: document as never };
          const own = frame({ columns, rows, isPresenting });
          const start = withPage(stop, page({ justHappened: [evidence({ sentence, facts })], description: sentence }));
          const state = names.reduce((now, name) => update(now, { name, sequence: name }, own), start);
          const lines = view(state, own);
          expect(lines.length).toBe(rows);
          expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  it('shows a recorded run from its first word to its last, in colours and without', () => {
    const colours = paletteFor(capturedOutput({ columns: 80, rows: 24 }));
    fc.assert(
      fc.property(fc.constantFrom(...stories), keys, fc.constantFrom(SMALL, LARGE), (told, names, own) => {
        const start = withPage(stop, page({ story: told }));
        const state = names.reduce((now, name) => update(now, { name, sequence: name }, own), start);
        const lines = view(state, { ...own, palette: colours });
        expect(lines.length).toBe(own.rows);
        expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(own.columns);
      }),
      { numRuns: 60 },
    );
  });
});
