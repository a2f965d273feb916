import { effect } from '@preact/signals';
import { render } from 'preact';
import { Chart } from './chart.tsx';
import { fetchCharts, fetchLessons, signIn } from './connection.ts';
import { enter } from './entry.ts';
import { follow } from './follow.ts';
import { Header } from './header.tsx';
import { listenToKeys } from './keys.ts';
import { applyLooks } from './looks.ts';
import type { WholeRun } from './messages.ts';
import { readFragment, writeFragment } from './model/deep-link.ts';
import { Panes } from './panes.tsx';
import { Scrubber } from './scrubber.tsx';
import { charts, goTo, length, lessons, link, pane, place, role, selected, tell } from './store.ts';
import { Strip } from './strip.tsx';

const App = () => (
  <>
    <Header />
    <Strip />
    <main>
      <Chart />
      <Panes />
    </main>
    <Scrubber />
  </>
);

/** A report carries its run in itself; a page of a server asks for it. */
async function start(): Promise<void> {
  const { token, link: wanted } = readFragment(location.hash);
  // At once: neither the history nor the screen needs to keep the token.
  history.replaceState(null, '', location.pathname + writeFragment(wanted));
  applyLooks();
  render(<App />, document.body);
  listenToKeys();
  openPlace(wanted);
  effect(() => history.replaceState(null, '', location.pathname + location.search + writeFragment(place.value)));
  addEventListener('hashchange', () => openPlace(readFragment(location.hash).link));
  const own = document.getElementById('learn-run');
  if (own !== null) tellWhole(JSON.parse(own.textContent) as WholeRun);
  else await connect(token);
}

function tellWhole({ messages, charts: drawn, lessons: texts }: WholeRun): void {
  charts.value = drawn;
  lessons.value = texts;
  link.value = 'recorded';
  tell(messages);
}

/** Charts and story come side by side; the lessons when there is time for them. */
async function connect(token: string | undefined): Promise<void> {
  const drawn = fetchCharts();
  const own = await signIn(token);
  if (own === undefined) {
    link.value = 'refused';
    return;
  }
  enter(own);
  role.value = own.role;
  void follow(own);
  charts.value = await drawn;
  lessons.value = await fetchLessons();
}

function openPlace({ at, pane: wanted, state }: ReturnType<typeof readFragment>['link']): void {
  if (wanted !== undefined) pane.value = wanted;
  if (state !== undefined) selected.value = state;
  // A story is told from its beginning: the moment may be still to come.
  const stop = effect(() => {
    if (at === undefined || length.value <= at) return;
    goTo(at);
    queueMicrotask(() => stop());
  });
}

start().catch(() => {
  link.value = 'refused';
});
