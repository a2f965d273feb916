import { printable } from '../../engine/image/printable.ts';
import { withoutTabs } from '../terminal/printable-lines.ts';
import type { Palette } from '../terminal/step-view/palette.ts';
import { wrap } from '../terminal/step-view/text.ts';

/** Longer lines are hard to read, however wide the terminal is. */
export const WIDEST = 92;

/** How the text is to look. */
export interface MarkdownStyle {
  readonly palette: Palette;
  /** Cells of a line; 80 where nobody knows. */
  readonly width: number | undefined;
}

/**
 * The lines of a lesson for a terminal. Of Markdown it knows what lessons are written in: headings, paragraphs of one
 * sentence a line, lists, fenced code, `code`, **new words** and links. Anything else is shown as it stands.
 */
export function renderMarkdown(markdown: string, { palette, width = 80 }: MarkdownStyle): string[] {
  const most = Math.max(20, Math.min(width, WIDEST));
  let isCode = false;
  return markdown.split('\n').flatMap((raw) => {
    const line = printable(withoutTabs(raw), 4096);
    if (line.startsWith('```')) {
      isCode = !isCode;
      return [];
    }
    return isCode ? [codeLine(line, palette)] : textLines(line, palette, most);
  });
}

/** Code is never wrapped: it is to be copied. What is typed stands out from what is answered. */
function codeLine(line: string, palette: Palette): string {
  return line.startsWith('$ ') ? `    ${palette.key(line)}` : `    ${palette.quiet(line)}`.trimEnd();
}

function textLines(line: string, palette: Palette, width: number): string[] {
  const [, marks, heading] = /^(#+) (.*)$/.exec(line) ?? [];
  if (heading !== undefined) return wrap(heading, width).map(marks === '#' ? palette.here : palette.heading);
  const [, bullet = '', text = ''] = /^((?:[-*]|\d+\.) )?(.*)$/.exec(line) ?? [];
  const indent = ' '.repeat(bullet.length);
  const parts = inlineStyles(wrap(withoutLinks(text), width - bullet.length), palette);
  return parts.map((part, index) => (index === 0 ? bullet : indent) + part);
}

/** A link to another lesson or file is its text; one to the web is followed by its address. */
function withoutLinks(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, label: string, target: string) =>
    /^https?:/.test(target) ? `${label} (${target})` : label,
  );
}

/** The parts of one line with `code` and **words** set apart, also where a break falls into them. */
function inlineStyles(parts: readonly string[], { key, heading }: Palette): string[] {
  let isCode = false;
  let isWord = false;
  const styled = (piece: string) => {
    if (piece === '`') isCode = !isCode;
    else if (piece === '**' && !isCode) isWord = !isWord;
    else return isCode ? key(piece) : isWord ? heading(piece) : piece;
    return '';
  };
  return parts.map((part) =>
    part
      .split(/(`|\*\*)/)
      .map(styled)
      .join(''),
  );
}
