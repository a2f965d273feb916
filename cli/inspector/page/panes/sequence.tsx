import { type Arrow, LANES, sequenceOf } from '../model/sequence.ts';
import { visible } from '../model/visible.ts';
import { PaneHead } from '../parts/pane-head.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { atMoment, goTo, head } from '../store.ts';

const arrows = atMoment(sequenceOf);

/** Who said what to whom: drawn from what was really said. */
export function SequencePane() {
  return (
    <div class="sequence fill">
      <PaneHead title="Who said what to whom" badge={head.value?.badge}>
        Every line is an exchange of this run: HTTP, system calls, files, pipes.
      </PaneHead>
      <div class="sequence-lanes" aria-hidden="true">
        {LANES.map((lane) => (
          <span key={lane}>{lane}</span>
        ))}
      </div>
      <VirtualList
        label="who said what to whom"
        rows={arrows.value}
        rowHeight={2.5}
        current={arrows.value.length - 1}
        onChoose={({ sequence }) => goTo(sequence + 1)}
        whole={(arrow) => (
          <>
            <span class="note">{`${arrow.from} to ${arrow.to}`}</span>
            <span class="mono">{visible(wordsOf(arrow))}</span>
          </>
        )}
        draw={(arrow) => <ArrowView arrow={arrow} />}
      />
    </div>
  );
}

const wordsOf = ({ label, count }: Arrow) => (count > 1 ? `${label}  ×${count}` : label);

/** One exchange: an arrow between two lines of life; on a phone, which has no room for those, who spoke to whom in words. */
function ArrowView({ arrow }: { readonly arrow: Arrow }) {
  const { from, to, kind, lifecycle } = arrow;
  const [start, end] = [LANES.indexOf(from), LANES.indexOf(to)];
  const [left, right] = [Math.min(start, end), Math.max(start, end)];
  const step = 100 / LANES.length;
  const room = Math.max(right - left + 1, 3);
  const begin = Math.min(left, LANES.length - room);
  const text = wordsOf(arrow);
  return (
    <span class={`saying ${kind} ${start < end ? 'forth' : 'back'}`} data-lifecycle={lifecycle} title={visible(text)}>
      {LANES.map((lane) => (
        <span key={lane} class="lifeline" />
      ))}
      <span class="hidden">{`${from} to ${to}: `}</span>
      <span class="who" aria-hidden="true">{`${from} → ${to}`}</span>
      <span class="words" style={{ '--from': `${begin * step}%`, '--room': `${room * step}%` }}>
        {visible(text)}
      </span>
      <span class="shaft" style={{ left: `${(left + 0.5) * step}%`, width: `${(right - left) * step}%` }} />
    </span>
  );
}
