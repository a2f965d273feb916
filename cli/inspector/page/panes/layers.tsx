import { useMemo, useState } from 'preact/hooks';
import { contentsOf, type LayerContents, layerList } from '../layer-list.ts';
import { changeCounts, layerTree, type TreeLine, treeLines } from '../model/layer-tree.ts';
import { lookup } from '../model/lookup.ts';
import { count, size } from '../model/quantity.ts';
import { shortDigest, visible } from '../model/visible.ts';
import { FileView } from '../parts/file-view.tsx';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Search } from '../parts/search.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';

/** The layers of the image: what each of them adds, changes and hides, and what a container sees up to it. */
export function LayersPane() {
  const [chosen, choose] = useState<number | undefined>(undefined);
  const layers = layerList.value;
  if (layers.length === 0) return <NotYet>The manifest names the layers; it comes with imageCheck.</NotYet>;
  const at = Math.min(chosen ?? layers.length - 1, layers.length - 1);
  const known = layers.slice(0, at + 1).map(({ digest }) => contentsOf(digest));
  const top = known[at];
  return (
    <div class="layers fill">
      <PaneHead title="Layers" badge={top?.badge}>
        {visible(layers[at]!.createdBy ?? '')}
      </PaneHead>
      <ol class="layer-choice">
        {layers.map(({ digest, size: bytes, createdBy }, index) => (
          <li key={digest}>
            <button
              type="button"
              aria-pressed={index === at}
              title={visible(createdBy ?? digest)}
              onClick={() => choose(index)}
            >
              <b>{index + 1}</b>{' '}
              {bytes === undefined ? (
                'written by the program'
              ) : (
                <>
                  <span class="mono">{shortDigest(digest)}</span> <span class="quiet">{size(bytes)}</span>
                </>
              )}
            </button>
          </li>
        ))}
      </ol>
      {top === null && <NotYet>What is in this layer is not known: neither this story nor the store tells.</NotYet>}
      {top === undefined && <p class="quiet">The layer is being listed…</p>}
      {top && <Contents layers={known.filter((one): one is LayerContents => Boolean(one))} />}
    </div>
  );
}

function Contents({ layers }: { readonly layers: readonly LayerContents[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState('');
  const [file, setFile] = useState<string | undefined>(undefined);
  const root = useMemo(
    () => layerTree(layers.map(({ files }) => files)),
    layers.map(({ files }) => files),
  );
  const counts = useMemo(() => changeCounts(root), [root]);
  const lines = useMemo(() => treeLines(root, open, search), [root, open, search]);
  const top = layers.at(-1)!;
  const chooseLine = ({ node, isDirectory }: TreeLine) => {
    if (isDirectory) setOpen(withToggled(open, node.path));
    else setFile(node.path);
  };
  return (
    <>
      <p class="counts">
        <span class="added">{counts.added} added</span> <span class="changed">{counts.changed} changed</span>{' '}
        <span class="removed">{counts.removed} removed</span> <span class="quiet">{counts.same} from below, </span>
        <span class="quiet">{count(top.files.length, 'entry', 'entries')} in the archive</span>{' '}
        {top.rest !== undefined && <span class="quiet">{top.rest}</span>}
      </p>
      <Search label="search in the files" value={search} onChange={setSearch} found={lines.length} />
      <VirtualList
        label="files"
        rows={lines}
        rowHeight={1.6}
        onChoose={chooseLine}
        rowClass={({ node }) => node.change}
        branch={({ depth, isDirectory, isOpen }) => ({ depth, isOpen: isDirectory ? isOpen : undefined })}
        draw={(line) => <FileLine line={line} />}
      />
      {file !== undefined && (
        <FileView path={file} contents={contentOf(layers, file)} close={() => setFile(undefined)} />
      )}
    </>
  );
}

/** The highest layer that has the file is the one that a container sees. */
const contentOf = (layers: readonly LayerContents[], path: string) =>
  layers
    .map(({ contents }) => [path, `./${path}`, `/${path}`].map((name) => lookup(contents, name)).find(Boolean))
    .findLast((content) => content !== undefined);

function withToggled(open: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(open);
  if (!next.delete(path)) next.add(path);
  return next;
}

const MARKS = { added: '+', changed: '~', removed: '−', same: ' ' } as const;

function FileLine({ line }: { readonly line: TreeLine }) {
  const { node, depth, isDirectory, isOpen } = line;
  const { file, change } = node;
  return (
    <span class="file-line">
      <span class="change" title={change}>
        {MARKS[change]}
      </span>
      <span class="permissions quiet">{file === undefined ? '' : `${file.kind}${file.permissions}`}</span>
      <span class="owner quiet">{file === undefined ? '' : `${file.uid}:${file.gid}`}</span>
      <span class="number">{node.size === 0 && isDirectory ? '' : size(node.size)}</span>
      <span class="name" style={{ paddingLeft: `${depth}rem` }}>
        <span class="fold" aria-hidden="true">
          {isDirectory ? (isOpen ? '▾' : '▸') : ''}
        </span>
        {visible(node.name)}
        {isDirectory ? '/' : ''}
        {file?.target !== undefined && <span class="quiet"> → {visible(file.target)}</span>}
      </span>
    </span>
  );
}
