import { signal } from '@preact/signals';
import type { Badge, Evidence } from '../../../machines/evidence.ts';
import { ending, page } from './story.ts';
import { visible } from './text.ts';
import { Tree } from './tree.tsx';

const chosen = signal<string | undefined>(undefined);

/** What just happened, what comes next, and the documents behind both: the same as in the terminal. */
export function Panes() {
  const { stop, happened } = page.value;
  return (
    <section class="panes" aria-label="what happens">
      <h2>What just happened</h2>
      {happened.length === 0 ? <p class="quiet">Nothing yet.</p> : <ul class="happened">{happened.map(Found)}</ul>}
      <h2>{ending.value === undefined ? 'What comes next' : 'The run is over'}</h2>
      {ending.value === undefined ? <Next /> : <p>{visible(ending.value)}</p>}
      <Documents key={stop?.number ?? 0} />
    </section>
  );
}

function Found({ step, badge, sentence, check }: Evidence, at: number) {
  return (
    <li key={at}>
      <BadgeMark badge={badge} /> <b>{step}</b> {visible(sentence)}
      {check.map((line) => (
        <code key={line} class="check">
          {visible(line)}
        </code>
      ))}
    </li>
  );
}

function Next() {
  const { stop } = page.value;
  if (stop === undefined) return <p class="quiet">The run goes by itself.</p>;
  return (
    <p>
      <b>{stop.step}</b> {visible(stop.detail ?? stop.description)}
      {stop.spec !== undefined && <span class="quiet"> {visible(stop.spec)}</span>}
    </p>
  );
}

function Documents() {
  const { stop, happened } = page.value;
  const own = happened.flatMap(({ facts, badge }) =>
    Object.entries(facts).map(([title, document]) => ({ title, badge, document, notes: {} })),
  );
  const documents = stop === undefined || stop.documents.length === 0 ? own : stop.documents;
  const at = Math.max(
    0,
    documents.findIndex(({ title }) => title === chosen.value),
  );
  const shown = documents[at];
  if (shown === undefined) return null;
  return (
    <>
      <nav aria-label="documents">
        {documents.map(({ title }, index) => (
          <button key={index} type="button" aria-pressed={index === at} onClick={() => (chosen.value = title)}>
            {visible(title)}
          </button>
        ))}
      </nav>
      {shown.badge && <BadgeMark badge={shown.badge} />}
      <Tree value={shown.document} notes={shown.notes} />
    </>
  );
}

const BadgeMark = ({ badge }: { readonly badge: Badge }) => <span class={`badge ${badge}`}>{badge}</span>;
