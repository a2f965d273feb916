import type { Json } from '../../../machines/evidence.ts';
import { visible } from './text.ts';

interface TreeProps {
  readonly value: Json;
  readonly notes: Readonly<Record<string, string>>;
}

/** A document: text as it is, data as a tree whose branches open and close, with what is to be said about its fields. */
export function Tree({ value, notes }: TreeProps) {
  if (typeof value === 'string') return <pre class="text">{visible(value)}</pre>;
  return <div class="tree">{rows(value, '', notes, 0)}</div>;
}

/** More than these of one list are counted, not shown. */
const MOST = 500;

function rows(value: Json, path: string, notes: TreeProps['notes'], depth: number) {
  if (typeof value !== 'object' || value === null) return <div>{JSON.stringify(value)}</div>;
  const entries = Object.entries(value).filter(([, inside]) => inside !== undefined) as [string, Json][];
  const rest = entries.length - MOST;
  return (
    <>
      {entries.slice(0, MOST).map(([key, inside]) => (
        <Row key={key} name={key} value={inside} path={`${path}/${pointerPart(key)}`} notes={notes} depth={depth} />
      ))}
      {rest > 0 && <div class="quiet">… and {rest} more</div>}
    </>
  );
}

interface RowProps extends TreeProps {
  readonly name: string;
  readonly path: string;
  readonly depth: number;
}

function Row({ name, value, path, notes, depth }: RowProps) {
  const note = notes[path] !== undefined && <span class="note"> ← {visible(notes[path]!)}</span>;
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    const count = Object.keys(value).length;
    return (
      <details open={depth < 2 && count <= 40}>
        <summary>
          <span class="key">{visible(name)}</span>{' '}
          <span class="quiet">{Array.isArray(value) ? `[${count}]` : `{${count}}`}</span>
          {note}
        </summary>
        <div class="inside">{rows(value, path, notes, depth + 1)}</div>
      </details>
    );
  }
  return (
    <div class="leaf">
      <span class="key">{visible(name)}</span>:{' '}
      <span class="value">{typeof value === 'string' ? visible(value) : JSON.stringify(value)}</span>
      {note}
    </div>
  );
}

const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
