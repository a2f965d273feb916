import { describe, expect, it } from 'vitest';
import { entriesOf, treeOf } from '../../../cli/panes/layer-tree.ts';
import { layersPane, listedLayers } from '../../../cli/panes/layers.ts';
import type { Told } from '../../../machines/story.ts';
import { evidence, story } from '../../fixtures/pages.ts';
import fc from '../../fixtures/properties.ts';
import { digest } from '../../fixtures/run-values.ts';

const file = (path: string, mode = '-rw-r--r--') => `${mode}       0/0        12 ${path}`;
const below = () => new Set<string>();

describe('the entries of a layer', () => {
  it('are added, replace what is below, and hide it', () => {
    const lower = below();
    expect(
      entriesOf([file('etc/', 'drwxr-xr-x'), file('etc/a'), file('etc/b')], lower).map(({ change }) => change),
    ).toEqual(['added', 'added', 'added']);
    const upper = entriesOf(
      [file('etc/', 'drwxr-xr-x'), file('etc/a'), file('etc/.wh.b   (hides b of the lower layers)')],
      lower,
    );
    expect(upper.map(({ path, change, hidden }) => [path, change, hidden])).toEqual([
      ['etc', 'replaced', undefined],
      ['etc/a', 'replaced', undefined],
      ['etc/.wh.b', 'hides', 'etc/b'],
    ]);
    expect([...lower]).toEqual(['etc', 'etc/a']);
  });

  it('empty a directory by an opaque whiteout, and keep the directory', () => {
    const lower = new Set(['var', 'var/a', 'var/b/c', 'variable']);
    const [entry] = entriesOf([file('var/.wh..wh..opq   (hides all that lower layers have in this directory)')], lower);
    expect(entry).toMatchObject({ change: 'empties', hidden: 'var' });
    expect([...lower]).toEqual(['var', 'variable']);
  });

  it('have where a link leads, and their owner, mode and size', () => {
    const [link] = entriesOf(['lrwxrwxrwx       0/0         0 bin/sh -> busybox'], below());
    expect(link).toMatchObject({ path: 'bin/sh', about: 'lrwxrwxrwx 0/0 0 -> busybox', isDirectory: false });
  });

  it('have names with blanks, arrows and brackets in them, and are none where a line is no entry', () => {
    const names = ['a b (c)', 'a  b', '…'].map((name) => file(name));
    expect(entriesOf(names, below()).map(({ path }) => path)).toEqual(['a b (c)', 'a  b', '…']);
    expect(
      entriesOf(['… and 7 more', '(99 bytes, too large to be listed here: tar -tvf x)', file('./')], below()),
    ).toEqual([]);
  });

  it('are as many in the tree as in the list, whatever their names', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
          {},
        ),
        (paths) => {
          const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
          const tree = treeOf(
            entriesOf(
              leaves.map((path) => file(path)),
              below(),
            ),
          );
          const count = (branch: unknown): number =>
            typeof branch === 'string' ? 1 : Object.values(branch as object).reduce((sum, one) => sum + count(one), 0);
          expect(count(tree)).toBe(leaves.length);
        },
      ),
    );
  });

  it('cannot reach into the tree by the names that objects have by themselves', () => {
    const tree = treeOf(
      entriesOf(
        ['__proto__/x', 'constructor', 'toString/y'].map((path) => file(path)),
        below(),
      ),
    );
    expect(Object.keys(tree as object)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('the pane of the layers', () => {
  const files = [[file('a'), file('b')], [file('.wh.a   (hides a of the lower layers)')]];
  const layers = files.map((lines, at) => ({ digest: digest(String(at)), diffId: digest('9'), size: 1, files: lines }));

  it('compares each layer with those below it', () => {
    const told = story([{ kind: 'evidence', evidence: evidence({ facts: { layers } }) }]);
    expect(Object.keys(layersPane(told).document as object)).toEqual([
      'layer 1 of 2, 000000000000: 2 added',
      'layer 2 of 2, 111111111111: 1 hidden',
    ]);
  });

  it('ends with what the program has written, compared with all of them', () => {
    const told = story([
      { kind: 'evidence', evidence: evidence({ facts: { layers } }) },
      { kind: 'evidence', evidence: evidence({ step: 'awaitExit', facts: { written: [file('a'), file('b')] } }) },
    ]);
    expect(Object.entries(layersPane(told).document as object).at(-1)).toEqual([
      'written by the program, in the layer of the container: 1 added, 1 replaced',
      { a: expect.stringMatching(/^\+ added/), b: expect.stringMatching(/^~ replaced/) },
    ]);
  });

  it('puts the layers of a pull in the order of the manifest, in whichever they were unpacked', () => {
    const found = (step: 'fetchManifest' | 'fetchConfig' | 'extractLayer', facts: object): Told => ({
      kind: 'evidence',
      evidence: evidence({ step, facts: facts as never }),
    });
    const told = story([
      found('fetchManifest', { manifest: { layers: [{ digest: digest('0') }, { digest: digest('1') }] } }),
      found('fetchConfig', { 'image config': { rootfs: { diff_ids: [digest('a'), digest('b')] } } }),
      found('extractLayer', { layer: { diffId: digest('b') }, files: files[1] }),
    ]);
    expect(listedLayers(told).map(({ entries }) => entries?.length)).toEqual([undefined, 1]);
    const whole = {
      ...told,
      told: [...told.told, found('extractLayer', { layer: { diffId: digest('a') }, files: files[0] })],
    };
    expect(listedLayers(whole).map(({ entries }) => entries?.length)).toEqual([2, 1]);
    expect(JSON.stringify(layersPane(told).document)).toContain('not unpacked in this run so far');
  });
});
