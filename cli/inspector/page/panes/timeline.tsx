import { computed, signal } from '@preact/signals';
import type { STEPS } from '../../../../machines/steps.ts';
import type { Message } from '../messages.ts';
import { NOW } from '../model/chronicle.ts';
import { duration } from '../model/quantity.ts';
import { FILTERS, filterOf, lifecycleAt, lineOf } from '../model/timeline-lines.ts';
import { visible } from '../model/visible.ts';
import { VirtualList } from '../parts/virtual-list.tsx';
import { chronicle, goTo, length, moment, story } from '../store.ts';

/** What is shown: microsteps and actions are for those who ask for them. */
const shown = signal<ReadonlySet<string>>(
  new Set(['states', 'events', 'steps', 'evidence', 'stops', 'calls', 'output']),
);

const rows = computed(() => story().messages.filter((message) => shown.value.has(filterOf(message))));

/** Everything that happened, in order. To choose a moment changes what is shown, never what is. */
export function TimelinePane() {
  const at = moment.value === NOW ? length.value : moment.value;
  const current = rows.value.findLastIndex(({ sequence }) => sequence < at);
  return (
    <div class="timeline fill">
      <fieldset class="filters">
        <legend class="hidden">what to show</legend>
        {FILTERS.map((name) => (
          <button
            key={name}
            type="button"
            class="small"
            aria-pressed={shown.value.has(name)}
            onClick={() => toggle(name)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <VirtualList
        label="timeline"
        rows={rows.value}
        current={current}
        onChoose={({ sequence }) => goTo(sequence + 1)}
        rowClass={({ sequence, kind }) => `kind-${kind} ${sequence < at ? '' : 'ahead'}`}
        draw={(message) => <Line message={message} />}
      />
    </div>
  );
}

function toggle(name: string): void {
  const next = new Set(shown.value);
  if (!next.delete(name)) next.add(name);
  shown.value = next;
}

function Line({ message }: { readonly message: Message }) {
  const lifecycle = lifecycleAt(message, (call) => stepOf(call));
  return (
    <span class="line" data-lifecycle={lifecycle}>
      <span class="at">{duration(message.at)}</span>
      <span class="dot" aria-hidden="true" />
      <span class="kind">{message.kind}</span>
      <span class="what">{visible(lineOf(message, (call) => stepOf(call)))}</span>
    </span>
  );
}

const stepOf = (call: number): keyof typeof STEPS | undefined =>
  chronicle.of('call').find((one) => one.call === call)?.step;
