import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readPack } from '../../../../cli/lesson/pack.ts';
import { lessonPane } from '../../../../cli/panes/lesson.ts';
import { COLOURLESS, paletteFor } from '../../../../cli/terminal/step-view/palette.ts';
import { rowLine } from '../../../../cli/terminal/step-view/row-line.ts';
import { rowsOf } from '../../../../cli/terminal/step-view/rows.ts';
import { visibleWidth } from '../../../../cli/terminal/step-view/text.ts';
import { capturedOutput } from '../../../fixtures/terminal.ts';

const colours = paletteFor(capturedOutput({ columns: 80, rows: 24 }));
const command = `$ learn-run ${'word '.repeat(20)}`.trim();
const pane = lessonPane({ number: 1, title: 'A lesson', body: `Do it.\n\n\`\`\`console\n${command}\n\`\`\`` });
const lines = (own = pane, { columns = 80, palette = colours, query = '', cursor = -1 } = {}) =>
  rowsOf(own, { isFolded: () => false, width: columns - 4, palette }).map((row, at) =>
    rowLine(row, own, { columns, palette, isHere: at === cursor, query }),
  );

describe('a line of a lesson', () => {
  it('is cut where the screen ends, and keeps its colours up to there', () => {
    const line = lines().find((one) => one.includes('learn-run'))!;
    expect(stripVTControlCharacters(line)).toMatch(/^ {5}\$ learn-run (word )+w…$/);
    expect(line).toContain('\u001b[');
    expect(visibleWidth(line)).toBe(79);
  });

  it('stands in the same column with the cursor and without', () => {
    const [without] = lines(pane, { palette: COLOURLESS });
    const [within] = lines(pane, { palette: COLOURLESS, cursor: 0 });
    expect([without, within!.trimEnd()]).toEqual([' Do it.', '›Do it.']);
  });

  it('shows what was searched for', () => {
    const [found] = lines(pane, { query: 'IT' });
    expect(found).toBe(` Do ${colours.here('it')}.`);
  });

  it.each([40, 80, 100, 120])('is never wider than %i columns, in any lesson', (columns) => {
    for (const lesson of readPack('lessons')) {
      const widest = Math.max(...lines(lessonPane(lesson), { columns }).map(visibleWidth));
      expect(widest, lesson.id).toBeLessThan(columns);
    }
  });
});
