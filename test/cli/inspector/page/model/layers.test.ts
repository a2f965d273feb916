import { describe, expect, it } from 'vitest';
import { parseFile } from '../../../../../cli/inspector/page/model/layer-files.ts';
import { changeCounts, layerTree, treeLines } from '../../../../../cli/inspector/page/model/layer-tree.ts';
import fc from '../../../../fixtures/properties.ts';

const file = (path: string, size = 1) => parseFile(`-rw-r--r--       0/0 ${String(size).padStart(9)} ${path}`)!;
const directory = (path: string) => parseFile(`drwxr-xr-x       0/0         0 ${path}/`)!;
const shown = (layers: readonly (readonly ReturnType<typeof file>[])[]) => {
  const root = layerTree(layers);
  return treeLines(root, new Set(['a', 'a/b', 'etc'])).map(
    ({ node, depth }) => `${'  '.repeat(depth)}${node.name} ${node.change} ${node.size}`,
  );
};

describe('a line of a layer', () => {
  it('is read as tar -tv writes it', () => {
    expect(parseFile('-rwsr-xr-x     0/42      1403 usr/bin/su')).toEqual({
      path: 'usr/bin/su',
      kind: '-',
      permissions: 'rwsr-xr-x',
      uid: 0,
      gid: 42,
      size: 1403,
      target: undefined,
    });
    expect(parseFile('lrwxrwxrwx       0/0         0 ./lib -> usr/lib')).toMatchObject({
      path: 'lib',
      target: 'usr/lib',
    });
    expect(parseFile('-rw-r--r--       0/0         0 etc/.wh.x   (hides x of the lower layers)')?.path).toBe(
      'etc/.wh.x',
    );
  });

  it('keeps a name that looks like a link, or has a line of its own', () => {
    expect(file('a -> b').path).toBe('a -> b');
    expect(file('a\nb').path).toBe('a\nb');
  });

  it('is none where it counts the rest', () => {
    expect(parseFile('… and 7 more')).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseFile(text)));
  });
});

describe('the tree of layers', () => {
  it('shows directories before files, each with the size of all that is in it', () => {
    expect(shown([[file('z', 5), file('a/b/c', 3), directory('a')]])).toEqual([
      'a added 3',
      '  b added 3',
      '    c added 3',
      'z added 5',
    ]);
  });

  it('shows what the highest layer adds, changes and hides, and what it leaves as it is', () => {
    const below = [file('etc/motd', 1), file('etc/passwd', 2), file('a/x', 3), file('same', 4)];
    const above = [file('etc/motd', 9), file('etc/.wh.passwd', 0), file('new', 5)];
    expect(shown([below, above])).toEqual([
      'a same 3',
      '  x same 3',
      'etc changed 9',
      '  motd changed 9',
      '  passwd removed 2',
      'new added 5',
      'same same 4',
    ]);
    expect(changeCounts(layerTree([below, above]))).toEqual({ added: 1, changed: 1, removed: 1, same: 2 });
  });

  it('lets an opaque directory hide all that is below it, and nothing beside it in its own layer', () => {
    const layers = [[file('a/old')], [file('a/.wh..wh..opq', 0), file('a/new')]];
    expect(shown(layers)).toEqual(['a changed 1', '  new added 1', '  old removed 1']);
    const other = [[file('a/old')], [file('a/new'), file('a/.wh..wh..opq', 0)]];
    expect(shown(other)).toEqual(shown(layers));
  });

  it('does not show what was hidden two layers below any more', () => {
    expect(shown([[file('x')], [file('.wh.x', 0)], [file('y')]])).toEqual(['y added 1']);
  });

  it('opens what holds the text that is looked for', () => {
    const root = layerTree([[file('a/b/needle'), file('a/b/hay')]]);
    expect(treeLines(root, new Set(), 'NEEDLE').map(({ node }) => node.name)).toEqual(['a', 'b', 'needle']);
  });

  it('takes any names: none of them reaches out of the tree', () => {
    const names = fc.array(fc.constantFrom('..', '.', '', '__proto__', 'constructor', '.wh.', '.wh..', 'a', '.wh.a'));
    fc.assert(
      fc.property(fc.array(names), (paths) => {
        const root = layerTree([paths.map((parts) => file(parts.join('/')))]);
        expect(root.path).toBe('');
      }),
    );
  });
});
