import { diagnosisOf, type Diagnosis as Found } from '../model/diagnosis.ts';
import { duration } from '../model/quantity.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { atMoment, ending, head } from '../store.ts';

const diagnosis = atMoment(diagnosisOf);

/** Why a run failed: where, with which words, what was asked of the kernel last, what to try, and that all was cleaned up. */
export function DiagnosisPane() {
  const found = diagnosis.value;
  if (found === undefined)
    return (
      <NotYet>
        {ending.value === undefined ? 'Nothing has failed so far.' : 'Nothing has failed: the run went well.'}
      </NotYet>
    );
  return (
    <Scroll name="diagnosis">
      <PaneHead title="Diagnosis" badge={head.value?.badge} />
      <Diagnosis found={found} />
    </Scroll>
  );
}

/** What is known of a failure. */
export function Diagnosis({ found }: { readonly found: Found }) {
  const { title, error, step, lifecycle, outOfMemory, before, lastCalls, lastWords, exitCode, cleanup } = found;
  return (
    <>
      <p class="complaint">{visible(title)}</p>
      {outOfMemory !== undefined && (
        <>
          <p>{visible(outOfMemory)}</p>
          <h3>What to try</h3>
          <p class="hint">
            More memory for it, by <code>--memory</code>, or less work at once. The pane Cgroup shows how it grew.
          </p>
        </>
      )}
      {error !== undefined && error.hint !== '' && (
        <>
          <h3>What to try</h3>
          <pre class="hint">{visible(error.hint)}</pre>
        </>
      )}
      <dl class="facts">
        {step !== undefined && (
          <div data-lifecycle={lifecycle}>
            <dt>where</dt>
            <dd>
              <b>{step}</b>, in {lifecycle}
            </dd>
          </div>
        )}
        {error?.code !== undefined && (
          <div>
            <dt>kind</dt>
            <dd class="mono">{visible(error.code)}</dd>
          </div>
        )}
        {exitCode !== undefined && (
          <div>
            <dt>exit code</dt>
            <dd>{exitCode}</dd>
          </div>
        )}
      </dl>
      <Lines title="Found at this step before" lines={before} />
      <Lines title="The program’s last words" lines={lastWords} />
      <Lines title="What it asked of the kernel last" lines={lastCalls} />
      {cleanup.length > 0 && (
        <>
          <h3>And everything was cleaned up</h3>
          <ul>
            {cleanup.map(({ call, step: name, evidence, from, to }) => (
              <li key={call}>
                <b>{name}</b> {visible(evidence.map(({ sentence }) => sentence).join(' '))}{' '}
                {to !== undefined && <span class="quiet">{duration(to - from)}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <pre>{lines.map(visible).join('\n')}</pre>
    </>
  );
}
