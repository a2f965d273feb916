import { useState } from 'preact/hooks';
import { whole } from '../documents.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Tree } from '../parts/tree.tsx';
import { atMoment, factNow } from '../store.ts';

const names = atMoment((story, at) => story.factNames(at));

/** Every document that was shown so far, whether a pane is made for it or not. */
export function EvidencePane() {
  const [chosen, choose] = useState<string | undefined>(undefined);
  const name = chosen !== undefined && names.value.includes(chosen) ? chosen : names.value.at(-1);
  const fact = name === undefined ? undefined : factNow(name);
  if (name === undefined || fact === undefined) return <NotYet>No document was shown yet.</NotYet>;
  const document = whole(fact.value);
  return (
    <div class="fill">
      <PaneHead title={visible(name)} badge={fact.badge}>
        Shown by {fact.step}.
      </PaneHead>
      <fieldset class="filters">
        <legend class="hidden">document</legend>
        {names.value.map((one) => (
          <button key={one} type="button" class="small" aria-pressed={one === name} onClick={() => choose(one)}>
            {visible(one)}
          </button>
        ))}
      </fieldset>
      {document === undefined && <p class="quiet">It is on its way…</p>}
      {document === null && <p class="quiet">It cannot be had any more: the run is over.</p>}
      {document !== undefined && document !== null && <Tree key={name} label={visible(name)} value={document} />}
    </div>
  );
}
