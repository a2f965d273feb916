import { whole } from '../documents.ts';
import { fieldMeaning } from '../model/field-meanings.ts';
import { type OriginNotes, originText } from '../model/origin-notes.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Tree } from '../parts/tree.tsx';
import { factNow } from '../store.ts';

/** config.json, and who decided each of its fields. */
export function ConfigPane() {
  const fact = factNow('config.json');
  const document = whole(fact?.value);
  if (fact === undefined) return <NotYet>config.json comes with writeBundle, in containerCreation.</NotYet>;
  const origins = whole(factNow('origins')?.value) as OriginNotes | null | undefined;
  const note = (pointer: string) =>
    [fieldMeaning('config.json', pointer), originText(origins ?? {}, pointer)].filter(Boolean).join(' — ') || undefined;
  return (
    <div class="fill">
      <PaneHead title="config.json" badge={fact.badge}>
        What the runtime is told, in the words of the OCI runtime specification; behind each field what it is for, and
        who decided it: the image, an option, Docker’s default, or how learn-run works.
      </PaneHead>
      {document && <Tree label="config.json" value={document} note={note} />}
    </div>
  );
}
