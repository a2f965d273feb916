import type { DeepLink } from '../page/model/deep-link.ts';
import type { Classroom } from './classroom.ts';

/** What a server for the teacher's own pages does for the class: it hears where the teacher looks, and says who follows. */
export const teachersPages = (classroom: Classroom) => ({
  bulletin: classroom.notices,
  lookAt: (place: DeepLink) => classroom.lookAt(place),
});
