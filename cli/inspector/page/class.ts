import { batch, computed, effect, signal, untracked } from '@preact/signals';
import type { Notice } from './messages.ts';
import { NOW } from './model/chronicle.ts';
import { type DeepLink, writeFragment } from './model/deep-link.ts';
import { defaultPane, length, moment, pane, place, role, selected } from './store.ts';

/** How a class finds its way here, and how many have; undefined where none is let in. */
export const classroom = signal<Extract<Notice, { kind: 'class' }> | undefined>(undefined);
/** What the teacher looks at; undefined where there is none, or he has gone. */
export const teacher = signal<DeepLink | undefined>(undefined);
/** Whether this page looks where the teacher looks. */
export const isFollowing = signal(true);

/** How many messages of the story the teacher looks at; undefined where there is no teacher. */
export const teachersMoment = computed(() => {
  if (teacher.value === undefined) return undefined;
  return Math.min(teacher.value.at ?? length.value, length.value);
});

/** The pane that the teacher looks at. */
export const teachersPane = computed(() => teacher.value && (teacher.value.pane ?? defaultPane()));

/** Where this page is by its own choice, for its address: a reload of one that follows shall follow again. */
export const chosenPlace = computed<DeepLink>(() =>
  role.value === 'follower' && isFollowing.value ? {} : place.value,
);

/** The word that came beside the story. */
export function hear(notice: Notice): void {
  if (notice.kind === 'teacher') teacher.value = notice.place;
  else classroom.value = notice;
}

/** Looks where the teacher looks, until this page looks elsewhere by itself. */
export function followTeacher(): void {
  if (teacher.value !== undefined) isFollowing.value = true;
}

/** Keeps a page with its teacher, and lets it go at the first move of its own. */
export function keepToTeacher(): void {
  let led = '';
  effect(() => {
    if (!isFollowing.value || teacher.value === undefined) return;
    const { at, pane: shown, state } = teacher.value;
    // What the teacher looks at may be still on its way.
    const isThere = at !== undefined && at < length.value;
    untracked(() =>
      batch(() => {
        moment.value = isThere ? at : NOW;
        pane.value = shown;
        selected.value = state;
        led = writeFragment(place.peek());
      }),
    );
  });
  effect(() => {
    const here = writeFragment(place.value);
    untracked(() => {
      // Also while the teacher cannot be heard: whoever looks around then is not pulled back afterwards.
      if (isFollowing.value && here !== led) isFollowing.value = false;
    });
  });
}
