import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { rem } from '../looks.ts';

interface VirtualListProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** Height of every row, in rem. */
  readonly rowHeight?: number;
  /** The row that is kept in sight. */
  readonly current?: number;
  /** What happens where a row is chosen, by the mouse or by Enter. Without it the rows are only read. */
  readonly onChoose?: (row: Row, index: number) => void;
  readonly draw: (row: Row, index: number) => ComponentChildren;
  readonly rowClass?: (row: Row, index: number) => string;
  /** All of a row, below the list: there it has as many lines as it needs, for whoever has chosen it. */
  readonly whole?: (row: Row) => ComponentChildren;
  /** Of a tree: how deep the row is, and whether it is open; undefined where there is nothing inside. */
  readonly branch?: (row: Row) => { readonly depth: number; readonly isOpen: boolean | undefined };
}

/** So many rows are drawn above and below what can be seen, so that a quick scroll shows no gap. */
const MARGIN = 12;

/** A list of which only what can be seen is drawn, however long it is. Arrow keys move in it, Enter chooses. */
export function VirtualList<Row>(props: VirtualListProps<Row>) {
  const { label, rows, rowHeight = 1.75, current, draw, onChoose, rowClass, branch, whole } = props;
  const holder = useRef<HTMLDivElement>(null);
  const id = useId();
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [cursor, setCursor] = useState<number | undefined>(undefined);
  const row = rowHeight * rem.value;
  useLayoutEffect(() => watchHeight(holder.current!, setHeight), []);
  useEffect(() => {
    if (current !== undefined) bringIntoSight(holder.current!, current, row);
  }, [current, row, rows.length, height]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = Math.min(cursor ?? current ?? 0, rows.length - 1);
    const next = moved(event.key, at, rows.length, Math.floor(height / row));
    const isChoice = (event.key === 'Enter' || event.key === ' ') && rows[at] !== undefined && onChoose !== undefined;
    if (next === undefined && !isChoice) return;
    event.preventDefault();
    event.stopPropagation();
    setCursor(next ?? at);
    if (next !== undefined) bringIntoSight(holder.current!, next, row);
    else onChoose?.(rows[at]!, at);
  };
  const onClick = ({ target }: Event) => {
    const index = Number((target as Element).closest<HTMLElement>('[data-index]')?.dataset.index ?? Number.NaN);
    if (rows[index] === undefined) return;
    setCursor(index);
    onChoose?.(rows[index], index);
  };
  const [from, to] = inSight(top, height, row, rows.length);
  const isThere = cursor !== undefined && cursor >= from && cursor < to;
  const list = (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role depends on what it is for
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the same
    <div
      class="virtual"
      ref={holder}
      role={branch ? 'tree' : onChoose ? 'listbox' : 'list'}
      aria-label={label}
      aria-activedescendant={isThere ? `${id}-${cursor}` : undefined}
      tabIndex={0}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div class="virtual-all" role="presentation" style={{ height: `${rows.length * row}px` }}>
        {rows.slice(from, to).map((item, at) => {
          const index = from + at;
          const marks = [rowClass?.(item, index), index === cursor && 'cursor', index === current && 'current'];
          const inner = branch?.(item);
          return (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above
            <div
              key={index}
              id={`${id}-${index}`}
              data-index={index}
              class={['virtual-row', ...marks].filter(Boolean).join(' ')}
              style={{ top: `${index * row}px`, height: `${row}px` }}
              role={inner ? 'treeitem' : onChoose ? 'option' : 'listitem'}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              aria-selected={onChoose ? index === cursor : undefined}
              aria-level={inner && inner.depth + 1}
              aria-expanded={inner?.isOpen}
              aria-current={index === current ? 'step' : undefined}
            >
              {draw(item, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
  const chosen = whole && cursor !== undefined ? rows[cursor] : undefined;
  return (
    <>
      {list}
      {chosen !== undefined && <div class="whole">{whole?.(chosen)}</div>}
    </>
  );
}

const inSight = (top: number, height: number, row: number, count: number): [from: number, to: number] => [
  Math.max(0, Math.floor(top / row) - MARGIN),
  Math.min(count, Math.ceil((top + height) / row) + MARGIN),
];

function watchHeight(holder: HTMLElement, tell: (height: number) => void): () => void {
  const observer = new ResizeObserver(() => tell(holder.clientHeight));
  observer.observe(holder);
  return () => observer.disconnect();
}

/** Scrolls the list alone, and not the page around it. */
function bringIntoSight(holder: HTMLElement, index: number, row: number): void {
  const [top, bottom] = [index * row, (index + 1) * row];
  if (top < holder.scrollTop) holder.scrollTop = top - 2 * row;
  else if (bottom > holder.scrollTop + holder.clientHeight) holder.scrollTop = bottom - holder.clientHeight + 2 * row;
}

function moved(key: string, from: number, count: number, screen: number): number | undefined {
  const ways: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + screen,
    PageUp: from - screen,
    Home: 0,
    End: count - 1,
  };
  const to = Object.hasOwn(ways, key) ? ways[key] : undefined;
  return to === undefined || count === 0 ? undefined : Math.max(0, Math.min(count - 1, to));
}
