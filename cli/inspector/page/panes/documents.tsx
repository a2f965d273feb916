import { useState } from 'preact/hooks';
import { whole } from '../documents.ts';
import { fieldMeaning } from '../model/field-meanings.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Tree } from '../parts/tree.tsx';
import { factNow } from '../store.ts';

const NAMES: readonly (readonly [name: string, what: string])[] = [
  ['index', 'One name for the same image, built for several platforms.'],
  ['manifest', 'What this image is made of: a config and layers, by their digests.'],
  ['image config', 'What is run and how, and what the layers are once they are unpacked.'],
];

/** Index, manifest and config: the three documents between a name and the layers. */
export function DocumentsPane() {
  const [chosen, choose] = useState('manifest');
  const there = NAMES.filter(([name]) => factNow(name) !== undefined);
  const [name, what] = there.find(([one]) => one === chosen) ?? there.at(-1) ?? [];
  if (name === undefined) return <NotYet>Index, manifest and config come with imageCheck, one after the other.</NotYet>;
  const { badge, value, step } = factNow(name)!;
  const document = whole(value);
  return (
    <div class="fill">
      <PaneHead title={name} badge={badge}>
        {what} Shown by {step}.
      </PaneHead>
      <fieldset class="filters">
        <legend class="hidden">document</legend>
        {there.map(([one]) => (
          <button key={one} type="button" class="small" aria-pressed={one === name} onClick={() => choose(one)}>
            {one}
          </button>
        ))}
      </fieldset>
      {document !== undefined && document !== null && (
        <Tree key={name} label={name} value={document} note={(pointer) => fieldMeaning(name, pointer)} />
      )}
    </div>
  );
}
