import type { Json } from '../../../../engine/json.ts';
import type { HandChange } from '../../../../machines/facts.ts';
import { whole } from '../documents.ts';
import { fieldMeaning } from '../model/field-meanings.ts';
import { type OriginNotes, originText } from '../model/origin-notes.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Tree } from '../parts/tree.tsx';
import { atMoment, factNow } from '../store.ts';

const atHand = atMoment((story, at) =>
  story.facts('changed by hand', at).flatMap(({ value }) => value as readonly HandChange[]),
);

/** config.json, and who decided each of its fields. */
export function ConfigPane() {
  const fact = factNow('config.json');
  const document = whole(fact?.value);
  if (fact === undefined) return <NotYet>config.json comes with writeBundle, in containerCreation.</NotYet>;
  const origins = whole(factNow('origins')?.value) as OriginNotes | null | undefined;
  const note = (pointer: string, value: Json) =>
    [fieldMeaning('config.json', pointer, value), originText(origins ?? {}, pointer)].filter(Boolean).join(' — ') ||
    undefined;
  return (
    <div class="fill">
      <PaneHead title="config.json" badge={fact.badge}>
        What the runtime is told, in the words of the OCI runtime specification; behind each field what it is for, and
        who decided it: the image, an option, Docker’s default, or how learn-run works.
      </PaneHead>
      <ByHand />
      {document && <Tree label="config.json" value={document} note={note} />}
    </div>
  );
}

/** What a person has changed while the run stood still: the rules made the rest. */
function ByHand() {
  const changes = atHand.value;
  if (changes.length === 0) return null;
  return (
    <ul>
      {changes.map(({ field, name, before, after }, at) => (
        <li key={at}>
          <span class="option">changed by hand</span> {visible(`${field} ${name}: ${before} → ${after}`)}
        </li>
      ))}
    </ul>
  );
}
