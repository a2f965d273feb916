import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../cli/lesson/markdown.ts';
import { COLOURLESS } from '../../../cli/terminal/step-view/palette.ts';

const render = (text: string, width: number | undefined = 40) => renderMarkdown(text, { palette: COLOURLESS, width });

describe('renderMarkdown', () => {
  it('shows headings, words and code without their marks', () => {
    expect(render('## Why\n\nA **word** and `some code`.')).toEqual(['Why', '', 'A word and some code.']);
  });

  it('shows the tabs of a file as a terminal does', () => {
    expect(render('```\nCapInh:\t0000\nId:\t0\n```')).toEqual(['    CapInh: 0000', '    Id:     0']);
  });

  it('leaves no mark where a line breaks within code or a word', () => {
    expect(render('one two three four five six `learn-run lesson hint` and **two words**', 40)).toEqual([
      'one two three four five six learn-run',
      'lesson hint and two words',
    ]);
  });

  it('breaks sentences between words, and lists under their text', () => {
    const lines = render(
      '- one two three four five six seven eight nine\n1. ten eleven twelve thirteen fourteen fifteen',
    );
    expect(lines).toEqual([
      '- one two three four five six seven',
      '  eight nine',
      '1. ten eleven twelve thirteen fourteen',
      '   fifteen',
    ]);
  });

  it('leaves code as it is, however long, since it is to be copied', () => {
    const line = `$ ${'long '.repeat(30)}end`;
    expect(render(`\`\`\`console\n${line}\n# - **x**\n\`\`\``)).toEqual([`    ${line}`, '    # - **x**']);
  });

  it('shows where a link to the web leads, and the text of one to another lesson', () => {
    expect(render('[spec](https://example.test/a), [next](02-next.md)', 80)).toEqual([
      'spec (https://example.test/a), next',
    ]);
  });

  it('lets nothing reach the terminal that a lesson of a stranger may hide', () => {
    expect(render('a\u001b[2Jb')).toEqual(['a\\u{1b}[2Jb']);
  });
});
