import type { Json } from '../../../../engine/json.ts';
import { whole } from '../documents.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { factNow } from '../store.ts';

/** The filter that the kernel asks at each system call of the program. */
export function SeccompPane() {
  const fact = factNow('seccomp');
  const document = whole(fact?.value);
  if (fact === undefined)
    return <NotYet>The filter comes with startInit; a container that is unconfined has none.</NotYet>;
  return (
    <div class="fill">
      <PaneHead title="Seccomp" badge={fact.badge}>
        The policy, compiled: the kernel runs these instructions at each system call of the program, and does what the
        last one says.
      </PaneHead>
      {document && (
        <VirtualList
          label="the filter"
          rows={linesOf(document)}
          rowHeight={1.5}
          draw={(line) => <span class="mono">{visible(line)}</span>}
        />
      )}
    </div>
  );
}

const linesOf = (document: Json): string[] =>
  typeof document === 'string' ? document.split('\n') : Object.values(document ?? []).map(String);
