import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Charts, LessonText, Message, Role } from './messages.ts';
import { Chronicle, type Fact, type Moment, NOW } from './model/chronicle.ts';
import type { DeepLink } from './model/deep-link.ts';
import { activeOf, pathOf, placesOf } from './model/places.ts';
import { openQuestion, openStop, sceneAt } from './model/stops.ts';

/** The whole story as far as it was told. */
export const chronicle = new Chronicle();
/** The same, wrapped anew whenever it grows. */
const told = signal({ chronicle });

/** The story, for whoever wants to hear when it grows. */
export const story = (): Chronicle => told.value.chronicle;

/** How much of the story is looked at; `NOW` goes on with it. */
export const moment = signal<Moment>(NOW);

/** `recorded`: the page tells a run that is over, and there is nobody to ask. */
export type Link = 'connecting' | 'joining' | 'open' | 'over' | 'lost' | 'full' | 'refused' | 'recorded';
export const link = signal<Link>('connecting');
export const role = signal<Role>('driver');

export const charts = signal<Charts>({ drawings: {}, states: {} });
export const lessons = signal<readonly LessonText[]>([]);

/** The pane that was chosen; undefined shows where a page begins. */
export const pane = signal<string | undefined>(undefined);
/** The pane that is looked at: of a run that is over a page tells the whole first. */
export const shownPane = computed(() => pane.value ?? defaultPane());
/** Where a page begins. */
export const defaultPane = () => (story().head?.isRecording ? 'summary' : 'explain');
/** The state of a chart that is read about. */
export const selected = signal<string | undefined>(undefined);

/** Takes in what was told. */
export function tell(messages: readonly Message[]): void {
  batch(() => {
    chronicle.add(messages);
    told.value = { chronicle };
  });
}

/** What can be said about the story at the moment that is looked at, always up to date. */
export const atMoment = <Value>(say: (chronicle: Chronicle, moment: Moment) => Value): ReadonlySignal<Value> =>
  computed(() => say(story(), moment.value));

/** The same at the present, whatever moment is looked at. */
export const now = <Value>(say: (chronicle: Chronicle) => Value): ReadonlySignal<Value> => computed(() => say(story()));

/** The latest document of that name, at the moment that is looked at. */
export function factNow(name: string): Fact | undefined {
  return story().fact(name, moment.value);
}

export const head = now((story) => story.head);
export const length = now((story) => story.messages.length);
/** The stop that waits for an answer. */
export const waiting = now(openStop);
/** The question that does. */
export const asking = now(openQuestion);
export const breakpoints = now((story) => new Set(story.last('breakpoints')?.states));
export const isOver = now((story) => story.last('end') !== undefined);
export const ending = atMoment((story, at) => story.last('end', at));
export const scene = atMoment(sceneAt);
export const places = atMoment(placesOf);
export const active = computed(() => activeOf(places.value));
export const path = atMoment(pathOf);

/** Looks at another moment; what is behind the last message is now. */
export function goTo(to: Moment): void {
  moment.value = to >= chronicle.messages.length ? NOW : Math.max(1, to);
}

/** Where the page is, for an address that leads back. */
export const place = computed<DeepLink>(() => ({
  ...(moment.value !== NOW && { at: moment.value }),
  ...(pane.value !== undefined && { pane: pane.value }),
  ...(selected.value !== undefined && { state: selected.value }),
}));
