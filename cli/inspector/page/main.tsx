import { signal } from '@preact/signals';
import { render } from 'preact';
import type { Decision } from '../../../machines/actors/pace.ts';
import { Chart } from './chart.tsx';
import { fetchDrawings, readNews, sendDecision, signIn } from './connection.ts';
import type { Drawings, Message } from './messages.ts';
import { Panes } from './panes.tsx';
import { ending, type Link, link, messages, moment, openStop, page } from './story.ts';
import { goTo, Timeline } from './timeline.tsx';

const drawings = signal<Drawings>({});
let key: string | undefined;

const BUTTONS: readonly (readonly [decision: Decision, label: string, key: string])[] = [
  ['next', 'Next', 'n'],
  ['detail', 'Detail', 'd'],
  ['runOn', 'Run on', 'r'],
  ['quit', 'Quit', 'q'],
];

const SENTENCES: Record<Link, string> = {
  connecting: 'Connecting…',
  open: 'The run is at work.',
  over: 'The run is over. What you see stays here.',
  lost: 'The run ended unexpectedly, or the connection did.',
  refused: 'This address was used before. Start a new run, or go back to the tab that was first.',
};

function App() {
  return (
    <>
      <header>
        <h1>learn-run</h1>
        <p role="status">{status()}</p>
        <div class="drive">
          {BUTTONS.map(([decision, label, letter]) => (
            <button
              key={decision}
              type="button"
              disabled={!can(decision)}
              aria-keyshortcuts={letter}
              onClick={() => decide(decision)}
            >
              {label} <kbd>{letter}</kbd>
            </button>
          ))}
        </div>
      </header>
      <main>
        <Chart drawings={drawings.value} />
        <Panes />
        <Timeline />
      </main>
    </>
  );
}

function status(): string {
  if (moment.value !== undefined)
    return `Looking back: moment ${moment.value} of ${messages.value.length}. The run is where it was.`;
  const { stop } = page.value;
  if (openStop.value === undefined || stop === undefined || link.value !== 'open') return SENTENCES[link.value];
  return `Stop ${stop.number}: ${stop.lifecycle}`;
}

const can = (decision: Decision) =>
  link.value === 'open' && ending.value === undefined && (decision === 'quit' || openStop.value !== undefined);

/** Looking back, "next" turns the page here; at the present it drives the run. */
function decide(decision: Decision): void {
  if (decision === 'next' && moment.value !== undefined) moment.value = undefined;
  else if (key !== undefined && can(decision))
    void sendDecision(key, openStop.value?.number ?? 0, decision).catch(() => {});
}

function onKey(event: KeyboardEvent): void {
  const isTyping = event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey;
  if (isTyping) return;
  const [decision] = BUTTONS.find(([, , letter]) => letter === event.key) ?? [];
  if (decision !== undefined) decide(decision);
  else if (event.key === 'ArrowLeft') goTo((moment.value ?? messages.value.length) - 1);
  else if (event.key === 'ArrowRight' && moment.value !== undefined) goTo(moment.value + 1);
}

async function follow(ownKey: string): Promise<void> {
  let failures = 0;
  while (failures < 3) {
    try {
      for await (const message of readNews(ownKey, messages.value.length)) {
        failures = 0;
        add(message);
      }
      if (isOver()) break;
    } catch {
      // The connection may come back: the news go on where they stopped.
    }
    failures += 1;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  link.value = isOver() ? 'over' : 'lost';
}

const isOver = () => messages.value.some(({ kind }) => kind === 'end');

let waiting: Message[] = [];

/** Draws once a frame, however much arrives in it. */
function add(message: Message): void {
  link.value = 'open';
  waiting.push(message);
  if (waiting.length > 1) return;
  queueMicrotask(() => {
    messages.value = [...messages.value, ...waiting];
    waiting = [];
  });
}

async function start(): Promise<void> {
  render(<App />, document.body);
  addEventListener('keydown', onKey);
  key = await signIn();
  if (key === undefined) {
    link.value = 'refused';
    return;
  }
  drawings.value = await fetchDrawings(key);
  await follow(key);
}

start().catch(() => {
  link.value = 'refused';
});
