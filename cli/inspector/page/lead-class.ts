import { effect } from '@preact/signals';
import { classroom } from './class.ts';
import { sendPlace } from './connection.ts';
import { entry } from './entry.ts';
import { writeFragment } from './model/deep-link.ts';
import { link, place, role } from './store.ts';

/** The least time between two words about where this page looks, in milliseconds. */
const PAUSE = 150;

/** Tells the class where this page looks, where it drives. */
export function leadClass(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: string | undefined;
  const tell = () => {
    timer = undefined;
    const [own, here] = [entry(), writeFragment(place.peek())];
    if (own === undefined || here === told) return;
    told = here;
    void sendPlace(own, place.peek()).catch(() => {});
    timer = setTimeout(tell, PAUSE);
  };
  effect(() => {
    const isLeading = classroom.value !== undefined && role.value === 'driver' && link.value !== 'lost';
    void place.value;
    if (isLeading && timer === undefined) tell();
  });
}
