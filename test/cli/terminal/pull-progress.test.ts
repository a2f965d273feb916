import { describe, expect, it } from 'vitest';
import { pullProgress } from '../../../cli/terminal/pull-progress.ts';
import type { LayerStatus, Progress } from '../../../machines/evidence.ts';
import { capturedOutput } from '../../fixtures/terminal.ts';

const layer = (name: string, status: LayerStatus, current = 0, total = 1000): Progress => ({
  kind: 'layer',
  digest: `sha256:${name.repeat(64)}`,
  status,
  current,
  total,
});

const LIFE: Progress[] = [
  layer('a', 'Pulling fs layer'),
  layer('a', 'Downloading', 500),
  layer('a', 'Downloading', 1000),
  layer('a', 'Verifying Checksum'),
  layer('a', 'Download complete'),
  layer('a', 'Extracting', 1000),
  layer('a', 'Pull complete'),
];

/** What a terminal of 24 rows shows after these bytes, as far as our few sequences go. */
function screenAfter(written: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const part of written.replaceAll('\x1b', '^').split(/(\^\[\d*[AK]|\r|\n)/)) {
    const up = /^\^\[(\d+)A$/.exec(part);
    if (up) row -= Number(up[1]);
    else if (part === '^[2K') lines[row] = '';
    else if (part === '\n') row += 1;
    else if (part !== '\r') lines[row] = (lines[row] ?? '') + part;
  }
  return lines.slice(0, lines.at(-1) === '' ? -1 : undefined);
}

describe('the progress of a pull in a pipe', () => {
  it('is one line for each status, in the words of docker, without those that count bytes', () => {
    const out = capturedOutput();
    const display = pullProgress(out);
    for (const progress of LIFE) display.show(progress);
    expect(out.text().split('\n')).toEqual([
      'aaaaaaaaaaaa: Pulling fs layer',
      'aaaaaaaaaaaa: Verifying Checksum',
      'aaaaaaaaaaaa: Download complete',
      'aaaaaaaaaaaa: Pull complete',
      '',
    ]);
  });

  it('says each status once', () => {
    const out = capturedOutput();
    const display = pullProgress(out);
    display.show(layer('a', 'Already exists'));
    display.show(layer('a', 'Already exists'));
    expect(out.text()).toBe('aaaaaaaaaaaa: Already exists\n');
  });

  it('spells out what a registry hides in a name', () => {
    const out = capturedOutput();
    pullProgress(out).show({ kind: 'line', text: 'a\u001b[2Jb' });
    expect(out.text()).toBe('a\\u{1b}[2Jb\n');
  });
});

describe('the progress of a pull on a terminal', () => {
  it('is one line a layer, redrawn in place', () => {
    const out = capturedOutput({ columns: 80, rows: 24 });
    const display = pullProgress(out);
    display.show({ kind: 'line', text: 'latest: Pulling from library/x' });
    display.show(layer('b', 'Pulling fs layer'));
    for (const progress of LIFE) display.show(progress);
    display.end();
    expect(screenAfter(out.text())).toEqual([
      'latest: Pulling from library/x',
      'bbbbbbbbbbbb: Pulling fs layer',
      'aaaaaaaaaaaa: Pull complete',
    ]);
  });

  it('shows a bar where bytes move, as wide as the terminal allows', () => {
    const out = capturedOutput({ columns: 80, rows: 24 });
    pullProgress(out).show(layer('a', 'Downloading', 36_450, 72_900));
    const [line = ''] = screenAfter(out.text());
    expect(line).toMatch(/^aaaaaaaaaaaa: Downloading \[=+> +\] {2}36\.45kB\/72\.9kB$/);
    expect(line.length).toBeLessThanOrEqual(80);
  });

  it('draws the last figures when it ends', () => {
    const out = capturedOutput({ columns: 80, rows: 24 });
    const display = pullProgress(out);
    display.show(layer('a', 'Downloading', 0));
    display.show(layer('a', 'Downloading', 1000));
    display.end();
    expect(screenAfter(out.text())[0]).toContain('1kB/1kB');
  });

  it('never goes up beyond the top of the screen', () => {
    const out = capturedOutput({ columns: 80, rows: 3 });
    const display = pullProgress(out);
    for (const name of ['a', 'b', 'c', 'd', 'e']) display.show(layer(name, 'Pulling fs layer'));
    display.show(layer('a', 'Pull complete'));
    expect(out.text().replaceAll('\x1b', '^')).not.toMatch(/\^\[([3-9]|\d\d)A/);
  });
});
