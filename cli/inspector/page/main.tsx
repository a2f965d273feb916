import { effect } from '@preact/signals';
import { render } from 'preact';
import { Chart } from './chart.tsx';
import { chosenPlace, isFollowing, keepToTeacher } from './class.ts';
import { type Entry, fetchCharts, fetchLessons, signIn } from './connection.ts';
import { enter } from './entry.ts';
import { follow } from './follow.ts';
import { Header } from './header.tsx';
import { Join, joinWith } from './join.tsx';
import { listenToKeys } from './keys.ts';
import { leadClass } from './lead-class.ts';
import { applyLooks } from './looks.ts';
import type { Charts, WholeRun } from './messages.ts';
import { type DeepLink, readFragment, writeFragment } from './model/deep-link.ts';
import { Panes } from './panes.tsx';
import { Scrubber } from './scrubber.tsx';
import { charts, goTo, length, lessons, link, pane, role, selected, tell } from './store.ts';
import { Strip } from './strip.tsx';

const App = () =>
  link.value === 'joining' ? (
    <Join onEntry={begin} />
  ) : (
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
  const { token, code, link: wanted } = readFragment(location.hash);
  // At once: neither the history nor the screen needs to keep a token or a code.
  history.replaceState(null, '', location.pathname + writeFragment(wanted));
  applyLooks();
  render(<App />, document.body);
  listenToKeys();
  openPlace(wanted);
  effect(() => history.replaceState(null, '', location.pathname + location.search + writeFragment(chosenPlace.value)));
  addEventListener('hashchange', () => openPlace(readFragment(location.hash).link));
  const own = document.getElementById('learn-run');
  if (own !== null) tellWhole(JSON.parse(own.textContent) as WholeRun);
  else if (document.documentElement.dataset.audience === 'class') await connectToClass(code, wanted);
  else await connect(token);
}

function tellWhole({ messages, charts: drawn, lessons: texts }: WholeRun): void {
  charts.value = drawn;
  lessons.value = texts;
  link.value = 'recorded';
  tell(messages);
}

/** Asked for before it is known who looks: everybody needs them. */
let drawn: Promise<Charts> | undefined;

async function connect(token: string | undefined): Promise<void> {
  drawn = fetchCharts();
  const own = await signIn(token);
  if (own === undefined) link.value = 'refused';
  else await begin(own);
}

/** Whoever was here before is not asked again, and looks around again where that is what was done. */
async function connectToClass(code: string | undefined, wanted: DeepLink): Promise<void> {
  if (writeFragment(wanted) !== '') isFollowing.value = false;
  keepToTeacher();
  drawn = fetchCharts();
  const own = (code !== undefined && (await joinWith(code))) || (await signIn(undefined));
  if (own === undefined) link.value = 'joining';
  else await begin(own);
}

/** Charts and story come side by side; the lessons when there is time for them. */
async function begin(own: Entry): Promise<void> {
  link.value = 'connecting';
  enter(own);
  role.value = own.role;
  if (own.role === 'driver') leadClass();
  void follow(own);
  charts.value = await (drawn ?? fetchCharts());
  lessons.value = await fetchLessons();
}

function openPlace({ at, pane: wanted, state }: DeepLink): void {
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
