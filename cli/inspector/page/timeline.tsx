import { useEffect, useRef } from 'preact/hooks';
import type { Message } from './messages.ts';
import { messages, moment } from './story.ts';
import { visible } from './text.ts';

/** So many lines around the moment are drawn: a browser need not carry ten thousand. */
const WINDOW = 200;

/** Everything that happened, in order. To choose a moment changes what is shown, never what is. */
export function Timeline() {
  const { length } = messages.value;
  const at = moment.value ?? length;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => keepInSight(list.current!), [at]);
  const from = Math.max(0, Math.min(at - WINDOW / 2, length - WINDOW));
  return (
    <section class="timeline" aria-label="timeline">
      <div class="scrubber">
        <input
          type="range"
          aria-label="moment"
          min={0}
          max={length}
          value={at}
          onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
        />
        <button type="button" disabled={moment.value === undefined} onClick={() => (moment.value = undefined)}>
          Now
        </button>
      </div>
      <ol start={from + 1} ref={list}>
        {messages.value.slice(from, from + WINDOW).map((message) => (
          <li key={message.sequence} aria-current={message.sequence === at - 1 ? 'step' : undefined}>
            <button type="button" onClick={() => goTo(message.sequence + 1)}>
              {words(message)}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Scrolls the list alone, and not the page around it. */
function keepInSight(list: HTMLOListElement): void {
  const current = list.querySelector<HTMLLIElement>('[aria-current]');
  if (current !== null) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 2;
}

/** The last moment is the present one, which goes on. */
export function goTo(to: number): void {
  moment.value = to >= messages.value.length ? undefined : Math.max(0, to);
}

function words(message: Message): string {
  switch (message.kind) {
    case 'state':
      return visible(`${message.actor} → ${message.active.at(-1) ?? 'its end'}`);
    case 'evidence':
      return visible(`${message.evidence.step}: ${message.evidence.sentence}`);
    case 'stop':
      return `stop ${message.stop.number}: ${message.stop.step ?? 'the end'}`;
    case 'decided':
      return `${message.decision}, by the ${message.by}`;
    case 'end':
      return visible(message.ending);
  }
}
