import type { Json } from '../../../../engine/json.ts';
import { exitCodeMeaning } from '../model/diagnosis.ts';
import { usedWords } from '../model/used-words.ts';
import { visible } from '../model/visible.ts';
import { waitStatus } from '../model/wait-status.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Tree } from '../parts/tree.tsx';
import { ending, factNow } from '../store.ts';

/** How the program ended: the status of wait(2), bit by bit, and what becomes of it. */
export function ExitPane() {
  const fact = factNow('wait status');
  const { value, signal } = (fact?.value ?? {}) as { readonly value?: string; readonly signal?: string | null };
  if (fact === undefined || value === undefined)
    return <NotYet>The wait status comes with reapContainer, in containerExit.</NotYet>;
  const status = waitStatus(value);
  const usage = factNow('resource usage');
  const oom = factNow('out of memory');
  return (
    <Scroll name="exit">
      <PaneHead title="Exit" badge={fact.badge}>
        wait(2) gives 16 bits: the exit code in the high eight, the signal in the low seven, and between them whether
        there is a core dump.
      </PaneHead>
      <div
        class="bits"
        role="img"
        aria-label={`wait status ${status.hex}: exit code ${status.exitCode}, signal ${status.signal}`}
      >
        {status.bits.map(({ place, isSet, part }) => (
          <span key={place} class={`bit ${part.replace(' ', '-')} ${isSet ? 'set' : ''}`}>
            <b>{isSet ? 1 : 0}</b>
            <span class="quiet">{place}</span>
          </span>
        ))}
      </div>
      <dl class="facts">
        <div>
          <dt>wait status</dt>
          <dd class="mono">{visible(status.hex)}</dd>
        </div>
        <div>
          <dt>exit code</dt>
          <dd>{status.signal === 0 ? status.exitCode : 'none: it did not exit by itself'}</dd>
        </div>
        <div>
          <dt>signal</dt>
          <dd>{status.signal === 0 ? 'none' : `${status.signal}${signal ? `, ${visible(signal)}` : ''}`}</dd>
        </div>
        <div>
          <dt>core dump</dt>
          <dd>{status.hasCore ? 'yes' : 'no'}</dd>
        </div>
        <div>
          <dt>your shell sees</dt>
          <dd>
            <b>{exitCodeMeaning(ending.value?.exitCode ?? status.shell)}</b>
          </dd>
        </div>
      </dl>
      {usage !== undefined && (
        <>
          <h3>What it has used</h3>
          <Used value={usage.value} />
        </>
      )}
      {oom !== undefined && (
        <>
          <h3>Out of memory</h3>
          <div class="short">
            <Tree label="out of memory" value={oom.value} />
          </div>
        </>
      )}
    </Scroll>
  );
}

/** In words where they are the figures of wait4(2); whatever else a run file has, as it is. */
function Used({ value }: { readonly value: Json }) {
  const words = usedWords(value);
  if (words === undefined)
    return (
      <div class="short">
        <Tree label="what it has used" value={value} />
      </div>
    );
  return (
    <dl class="facts">
      {words.map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}
