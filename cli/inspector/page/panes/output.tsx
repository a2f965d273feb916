import { outputOf } from '../model/output-lines.ts';
import { duration, size } from '../model/quantity.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { atMoment, head } from '../store.ts';

const output = atMoment(outputOf);

/** What the program wrote: each line with its stream and its time. */
export function OutputPane() {
  const { lines, bytes, omitted } = output.value;
  if (lines.length === 0) return <NotYet>The program has not written anything.</NotYet>;
  return (
    <div class="output fill">
      <PaneHead title="Output" badge={head.value?.badge}>
        {size(bytes.stdout)} on standard output, {size(bytes.stderr)} on standard error.
        {omitted.length > 0 ? ` More was written on ${omitted.join(' and ')} than is kept.` : ''} The values of
        variables are not shown.
      </PaneHead>
      <VirtualList
        label="what the program wrote"
        rows={lines}
        rowHeight={1.4}
        current={lines.length - 1}
        rowClass={({ stream }) => stream}
        whole={({ text }) => <span class="mono">{visible(text.replace(/\r?\n$/, ''))}</span>}
        draw={({ stream, text, at }) => (
          <span class="output-line">
            <span class="at quiet">{duration(at)}</span>
            <span class="stream">{stream === 'stdout' ? 'out' : 'err'}</span>
            <span class="words">{visible(text.replace(/\r?\n$/, ''))}</span>
          </span>
        )}
      />
    </div>
  );
}
