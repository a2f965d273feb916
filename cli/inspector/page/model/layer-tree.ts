import type { LayerFile } from './layer-files.ts';

/** What a layer does to what is below it. */
export type Change = 'added' | 'changed' | 'removed' | 'same';

/** A directory or file in the picture that a container has of its layers, up to one of them. */
export interface TreeNode {
  readonly name: string;
  readonly path: string;
  /** Undefined for a directory that no layer has an entry of its own for. */
  readonly file: LayerFile | undefined;
  readonly change: Change;
  /** Bytes, of a directory of all that is in it. */
  readonly size: number;
  readonly children: readonly TreeNode[];
}

interface Growing {
  readonly name: string;
  readonly path: string;
  file: LayerFile | undefined;
  change: Change;
  readonly children: Map<string, Growing>;
}

/** `/` as a container would see it with only these layers, the last of them on top; each entry with what that one does. */
export function layerTree(layers: readonly (readonly LayerFile[])[]): TreeNode {
  const root = grow('', '');
  for (const [index, files] of layers.entries()) {
    const isTop = index === layers.length - 1;
    if (index > 0) settle(root);
    for (const file of files) place(root, file, isTop);
  }
  return finish(root);
}

const grow = (name: string, path: string): Growing => ({
  name,
  path,
  file: undefined,
  change: 'same',
  children: new Map(),
});

/** What lower layers did is how things are; what they removed is gone. */
function settle(node: Growing): void {
  node.change = 'same';
  for (const [name, child] of node.children) {
    if (child.change === 'removed') node.children.delete(name);
    else settle(child);
  }
}

/** image-spec layer.md#whiteouts */
const HIDE = '.wh.';
const HIDE_ALL = '.wh..wh..opq';

function place(root: Growing, file: LayerFile, isTop: boolean): void {
  const parts = file.path.split('/').filter((part) => part !== '' && part !== '.');
  const name = parts.pop();
  if (name === undefined) {
    root.file = file;
    return;
  }
  const parent = parts.reduce((node, part) => childOf(node, part, isTop), root);
  if (name === HIDE_ALL) for (const child of parent.children.values()) hide(child);
  else if (name.startsWith(HIDE)) hide(childOf(parent, name.slice(HIDE.length), isTop));
  else {
    const isKnown = parent.children.has(name) && parent.children.get(name)!.change !== 'removed';
    const node = childOf(parent, name, isTop);
    node.file = file;
    if (node.change !== 'added') node.change = isKnown ? 'changed' : 'added';
  }
}

function childOf(parent: Growing, name: string, isTop: boolean): Growing {
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  const child = grow(name, parent.path === '' ? name : `${parent.path}/${name}`);
  child.change = isTop ? 'added' : 'same';
  parent.children.set(name, child);
  return child;
}

/** It is shown once more, struck through: that is all that can be seen of it. What the same layer brings stays. */
function hide(child: Growing): void {
  if (child.change === 'added' && child.file !== undefined) return;
  child.change = 'removed';
  for (const inner of child.children.values()) hide(inner);
}

function finish({ name, path, file, change, children }: Growing): TreeNode {
  const inner = [...children.values()].map(finish).sort(byKindAndName);
  const own = file?.kind === '-' ? file.size : 0;
  const size = inner.reduce((sum, child) => sum + (child.change === 'removed' ? 0 : child.size), own);
  const isTouched = change === 'same' && inner.some((child) => child.change !== 'same');
  return { name, path, file, change: isTouched && inner.length > 0 ? 'changed' : change, size, children: inner };
}

const isDirectory = (node: TreeNode) => node.children.length > 0 || node.file?.kind === 'd';

const byKindAndName = (a: TreeNode, b: TreeNode) =>
  Number(isDirectory(b)) - Number(isDirectory(a)) || (a.name < b.name ? -1 : 1);

/** A line of the tree on the screen. */
export interface TreeLine {
  readonly node: TreeNode;
  readonly depth: number;
  readonly isDirectory: boolean;
  readonly isOpen: boolean;
}

/** The lines that are to be seen while just these directories are open; with a text to look for, those that have it. */
export function treeLines(root: TreeNode, open: ReadonlySet<string>, search = ''): TreeLine[] {
  const lines: TreeLine[] = [];
  const wanted = search.toLowerCase();
  const visit = (node: TreeNode, depth: number) => {
    for (const child of node.children) {
      if (wanted !== '' && !holds(child, wanted)) continue;
      const isOpen = wanted !== '' || open.has(child.path);
      lines.push({ node: child, depth, isDirectory: isDirectory(child), isOpen });
      if (isOpen) visit(child, depth + 1);
    }
  };
  visit(root, 0);
  return lines;
}

const holds = (node: TreeNode, text: string): boolean =>
  node.path.toLowerCase().includes(text) || node.children.some((child) => holds(child, text));

/** How many entries a layer adds, changes and removes. */
export function changeCounts(root: TreeNode): Record<Change, number> {
  const counts: Record<Change, number> = { added: 0, changed: 0, removed: 0, same: 0 };
  const visit = (node: TreeNode) => {
    for (const child of node.children) {
      if (child.file !== undefined || child.change === 'removed') counts[child.change] += 1;
      visit(child);
    }
  };
  visit(root);
  return counts;
}
