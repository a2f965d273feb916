import type { SharedPlace } from './own-address.ts';

/** How a class comes in. */
export interface WayIn {
  readonly place: SharedPlace;
  /** To be typed: the code is asked for. */
  readonly address: string;
  /** As it is read out. */
  readonly code: string;
  /** To be clicked on or pointed a camera at. */
  readonly link: string;
}

/** A class that was let in, for whoever waits for it. */
export interface SharedClass extends WayIn {
  readonly followers: number;
  /** Calls back with the number of followers each time it changes. */
  onFollowers: (count: number) => void;
}
