import type { Block, Inline } from './page/messages.ts';

/**
 * The parts of a lesson. Of Markdown it knows what lessons are written in: headings, paragraphs of one sentence a line,
 * lists, fenced code, `code`, **new words** and links. Anything else is text as it stands.
 */
export function parseBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; ) {
    const { block, next } = blockAt(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

const HEADING = /^(#{1,6}) (.*)$/;
const ITEM = /^(?:[-*]|(\d+)\.) (.*)$/;
const FENCE = /^```/;

function blockAt(lines: readonly string[], at: number): { block?: Block; next: number } {
  const line = lines[at]!;
  if (line.trim() === '') return { next: at + 1 };
  const [, marks, heading] = HEADING.exec(line) ?? [];
  if (heading !== undefined) return { block: { heading, level: marks!.length }, next: at + 1 };
  if (FENCE.test(line)) {
    const end = endOf(lines, at + 1, (text) => FENCE.test(text));
    return { block: { code: lines.slice(at + 1, end) }, next: end + 1 };
  }
  if (ITEM.test(line)) {
    const end = endOf(lines, at, (text) => !ITEM.test(text));
    const items = lines.slice(at, end).map((text) => ITEM.exec(text)!);
    return { block: { list: items.map(([, , text]) => parseInline(text!)), isOrdered: !!items[0]![1] }, next: end };
  }
  const end = endOf(
    lines,
    at + 1,
    (text) => text.trim() === '' || [HEADING, FENCE, ITEM].some((one) => one.test(text)),
  );
  return { block: { paragraph: parseInline(lines.slice(at, end).join(' ')) }, next: end };
}

/** The first line from there on of which that is true; one behind the last where none is. */
function endOf(lines: readonly string[], from: number, isEnd: (line: string) => boolean): number {
  const found = lines.slice(from).findIndex(isEnd);
  return found < 0 ? lines.length : from + found;
}

const PIECES = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

function parseInline(text: string): Inline[] {
  const pieces: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    const [whole, code, strong, link, to] = match;
    if (match.index > end) pieces.push(text.slice(end, match.index));
    if (code !== undefined) pieces.push({ code });
    else if (strong !== undefined) pieces.push({ strong });
    else pieces.push({ link: link!, to: to! });
    end = match.index + whole.length;
  }
  return end < text.length ? [...pieces, text.slice(end)] : pieces;
}
