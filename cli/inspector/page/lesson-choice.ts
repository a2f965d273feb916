import { signal } from '@preact/signals';
import { pane } from './store.ts';

/** The lesson that the person has opened; undefined follows the run. */
export const chosenLesson = signal<string | undefined>(undefined);

export function openLesson(id: string): void {
  chosenLesson.value = id;
  pane.value = 'lesson';
}
