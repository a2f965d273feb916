import type { Block, Inline } from '../messages.ts';
import { Command } from './command.tsx';

/** A lesson's text. Links to other lessons open them; those to elsewhere are only named: this page asks nobody. */
export function Blocks({
  blocks,
  onLesson,
}: {
  readonly blocks: readonly Block[];
  readonly onLesson: (id: string) => void;
}) {
  return (
    <>
      {blocks.map((block, at) => (
        <BlockView key={at} block={block} onLesson={onLesson} />
      ))}
    </>
  );
}

function BlockView({ block, onLesson }: { readonly block: Block; readonly onLesson: (id: string) => void }) {
  if ('heading' in block) return block.level <= 2 ? <h3>{block.heading}</h3> : <h4>{block.heading}</h4>;
  if ('code' in block) return <Console lines={block.code} />;
  if ('paragraph' in block) return <p>{inlines(block.paragraph, onLesson)}</p>;
  const items = block.list.map((item, at) => <li key={at}>{inlines(item, onLesson)}</li>);
  return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

/** What is typed can be copied, what is answered is only read. */
const Console = ({ lines }: { readonly lines: readonly string[] }) => (
  <div class="console">
    {lines.map((line, at) =>
      line.startsWith('$ ') ? <Command key={at} line={line.slice(2)} /> : <pre key={at}>{line || ' '}</pre>,
    )}
  </div>
);

const LESSON = /^(?:\.\/)?\d{2}-([a-z0-9-]+)\.md/;

const inlines = (pieces: readonly Inline[], onLesson: (id: string) => void) =>
  pieces.map((piece, at) => {
    if (typeof piece === 'string') return piece;
    if ('code' in piece) return <code key={at}>{piece.code}</code>;
    if ('strong' in piece) return <strong key={at}>{piece.strong}</strong>;
    const [, lesson] = LESSON.exec(piece.to) ?? [];
    if (lesson === undefined) return <span key={at}>{`${piece.link} (${piece.to})`}</span>;
    return (
      <button key={at} type="button" class="link" onClick={() => onLesson(lesson)}>
        {piece.link}
      </button>
    );
  });
