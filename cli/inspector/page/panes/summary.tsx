import { useEffect, useState } from 'preact/hooks';
import { openLesson } from '../lesson-choice.ts';
import { diagnosisOf } from '../model/diagnosis.ts';
import { digestsOf, type Named } from '../model/digest-list.ts';
import { outputOf } from '../model/output-lines.ts';
import { outcomeOf, predictionsOf } from '../model/predictions.ts';
import { count } from '../model/quantity.ts';
import { visible } from '../model/visible.ts';
import { Fact } from '../parts/fact.tsx';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { canCompute, recompute } from '../recompute.ts';
import { atMoment, ending, head, pane } from '../store.ts';
import { Diagnosis } from './diagnosis.tsx';
import { TimesTable } from './times.tsx';

const digests = atMoment(digestsOf);
const diagnosis = atMoment(diagnosisOf);
const output = atMoment(outputOf);
const predictions = atMoment(predictionsOf);

/** A run on one page: what was run, where, how it ended and why, how long each step took, what it wrote. */
export function SummaryPane() {
  const run = head.value;
  if (run === undefined) return <NotYet>Nothing was told yet.</NotYet>;
  const { image, host, versions, startedAt, chain } = run;
  return (
    <Scroll name="summary">
      <PaneHead title={visible(image)} badge={run.badge}>
        {howItEnded()}
      </PaneHead>
      {diagnosis.value !== undefined && <Diagnosis found={diagnosis.value} />}
      <dl class="facts">
        <Fact name="started">{visible(startedAt)}</Fact>
        <Fact name="on">
          {visible(
            `${host.platform} ${host.architecture} ${host.kernel}, as ${host.isRoot ? 'root' : 'an ordinary user'}`,
          )}
        </Fact>
        <Fact name="by">{visible(`learn-run ${versions.learnRun}, Node ${versions.node}`)}</Fact>
        <Fact name="digests">
          <Verified all={digests.value} />
        </Fact>
        {chain !== undefined && (
          <Fact name="last link">
            <code>{visible(chain)}</code>
          </Fact>
        )}
      </dl>
      <h3>What happened, and how long it took</h3>
      <TimesTable hasSentences />
      <Written />
      <Predicted />
      <p class="quiet no-print">
        Every step has a{' '}
        <button type="button" class="link" onClick={() => openLesson('image-check')}>
          lesson
        </button>
        .
      </p>
    </Scroll>
  );
}

/** Why it failed is said below that. */
function howItEnded(): string {
  if (ending.value === undefined) return 'It has not come to its end.';
  return ending.value.error === null ? visible(ending.value.ending) : 'It failed.';
}

/** How many of the digests are right: computed by this page. */
function Verified({ all }: { readonly all: readonly Named[] }) {
  const [right, setRight] = useState<number | undefined>(undefined);
  const own = all.filter(({ bytes, isRedacted }) => bytes !== undefined && !isRedacted);
  const names = own.map(({ digest }) => digest).join();
  useEffect(() => {
    if (!canCompute) return;
    void Promise.all(own.map(async ({ bytes, digest }) => (await recompute(bytes!, digest)) === digest)).then(
      (verdicts) => setRight(verdicts.filter(Boolean).length),
    );
  }, [names]);
  if (all.length === 0) return <>none is known</>;
  if (own.length === 0) return <>the bytes of none of {all.length} are in here</>;
  if (!canCompute)
    return (
      <button type="button" class="link" onClick={() => (pane.value = 'digests')}>
        {count(own.length, 'digest')}; on a page over plain http a browser computes none
      </button>
    );
  if (right === undefined) return <>being computed…</>;
  const isRight = right === own.length;
  return (
    <button type="button" class="link" onClick={() => (pane.value = 'digests')}>
      {isRight ? '✓' : '✗'} {right} of {count(own.length, 'digest')} computed here{' '}
      {isRight ? 'are as promised' : 'are as promised: the others are not'}
      {all.length > own.length ? `; of ${all.length - own.length} more the bytes are not in here` : ''}
    </button>
  );
}

/** What somebody has predicted on the way. */
function Predicted() {
  const { all, right, guessed } = predictions.value;
  if (all.length === 0) return null;
  return (
    <>
      <h3>
        What was predicted: {right} of {guessed} right
      </h3>
      <ul class="proof">
        {all.map((prediction, at) => (
          <li key={at} class={prediction.isRight ? 'right' : ''}>
            {visible(prediction.question)} <b>{visible(outcomeOf(prediction))}</b>{' '}
            <span class="note block">{visible(prediction.because)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** More of the output than anybody reads on such a page. */
const MOST_LINES = 60;

function Written() {
  const { lines } = output.value;
  if (lines.length === 0) return null;
  const shown = lines.slice(0, MOST_LINES);
  return (
    <>
      <h3>What it wrote</h3>
      <pre class="written">
        {shown.map(({ stream, text }, at) => (
          <span key={at} class={stream}>
            {visible(text)}
          </span>
        ))}
        {lines.length > shown.length && `… and ${count(lines.length - shown.length, 'line')} more`}
      </pre>
    </>
  );
}
