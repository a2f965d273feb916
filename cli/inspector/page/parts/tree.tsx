import { useMemo, useState } from 'preact/hooks';
import type { Json } from '../../../../engine/json.ts';
import { type TreeRow, treeRows, valueText } from '../model/tree-rows.ts';
import { visible } from '../model/visible.ts';
import { Search } from './search.tsx';
import { VirtualList } from './virtual-list.tsx';

interface TreeProps {
  readonly label: string;
  readonly value: Json;
  /** What is to be said about the field at a JSON pointer, or about its value. */
  readonly note?: (pointer: string, value: Json) => string | undefined;
}

/** A document: text as it is, data as a tree whose branches open and close, with what is to be said about its fields. */
export function Tree({ label, value, note }: TreeProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState('');
  const rows = useMemo(() => treeRows(value, toggled, search), [value, toggled, search]);
  if (typeof value !== 'object' || value === null) return <pre class="text">{visible(String(value))}</pre>;
  const toggle = (row: TreeRow) => row.inside !== undefined && setToggled(withToggled(toggled, row.path));
  return (
    <div class="tree fill">
      <Search label={`search in ${label}`} value={search} onChange={setSearch} found={rows.length} />
      <VirtualList
        label={label}
        rows={rows}
        rowHeight={1.6}
        onChoose={toggle}
        rowClass={(row) => (row.inside === undefined ? 'leaf' : 'branch')}
        branch={({ depth, inside, isOpen }) => ({ depth, isOpen: inside === undefined ? undefined : isOpen })}
        draw={(row) => <Row row={row} note={note?.(row.path, row.value)} />}
        whole={(row) => <Whole row={row} note={note?.(row.path, row.value)} />}
      />
    </div>
  );
}

function withToggled(toggled: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(toggled);
  if (!next.delete(path)) next.add(path);
  return next;
}

interface RowProps {
  readonly row: TreeRow;
  readonly note: string | undefined;
}

/** Where there is a branch, what is in it stands in the tree. */
function Whole({ row: { path, value, inside }, note }: RowProps) {
  return (
    <>
      <b class="mono">{visible(path)}</b>
      {inside === undefined && (
        <span class="mono"> {visible(typeof value === 'string' ? value : valueText(value))}</span>
      )}
      {note !== undefined && <span class="note">{visible(note)}</span>}
    </>
  );
}

function Row({ row, note }: RowProps) {
  const { depth, name, value, inside, isOpen } = row;
  const text = visible(valueText(value));
  return (
    <span class="tree-row" style={{ paddingLeft: `${depth * 1.1}rem` }} title={note ?? text.slice(0, 2000)}>
      <span class="fold" aria-hidden="true">
        {inside === undefined ? '' : isOpen ? '▾' : '▸'}
      </span>
      <span class="key">{visible(name)}</span>
      <span class={inside === undefined ? 'value' : 'quiet'}>{text.replaceAll('\n', '⏎')}</span>
      {note !== undefined && <span class="note">{visible(note)}</span>}
    </span>
  );
}
