import type { Archive, Assets } from '../api.ts';

import { Bulletin } from '../bulletin.ts';
import type { Journal } from '../journal.ts';
import { LOOPBACK } from '../listen.ts';
import type { Invitation } from '../page/messages.ts';
import type { DeepLink } from '../page/model/deep-link.ts';
import { classAssets } from '../page-html.ts';
import { StoryServer } from '../story-server.ts';
import { Batches } from './batches.ts';
import { ClassDoor } from './class-door.ts';
import { spelled } from './code.ts';
import { CannotShare } from './errors.ts';
import type { SharedPlace } from './own-address.ts';
import { qrCode, qrPath } from './qr-code.ts';
import { ReadOnce } from './read-once.ts';
import type { SharedClass, WayIn } from './shared-class.ts';

/** A class, a few guests, and no more than a laptop can serve. */
export const MOST_FOLLOWERS = 100;
/** Thirty browsers behind one NAT, with six connections each. By a tunnel, on this machine, all come from one address. */
const MOST_PER_ADDRESS = 200;
/** In milliseconds: a closed lid says no goodbye, and the network would hold its place for a quarter of an hour. */
const RENEWAL = { after: 60_000, grace: 5_000 };
/** A hundred who do not read shall not cost much. */
const MAX_WAITING = 64 * 1024;
/** Milliseconds between two batches of news: a class sees no difference, and most runs are told it in two or three. */
const PAUSE = 200;
/** How long whoever drives may be gone until the class is led back to the present: a reload is not the end. */
const GRACE = 1_500;

/** What a class is shown. */
export interface ClassSubject {
  readonly journal: Journal;
  readonly assets: Assets;
  readonly archive: Archive;
}

/**
 * A second server for the same story, on an address that others can reach: those who know the code follow, and look at
 * what the teacher looks at until they look elsewhere. Nobody can drive from there.
 */
export class Classroom implements SharedClass {
  readonly place: SharedPlace;
  onFollowers: (count: number) => void = () => {};
  /** For the teacher's own pages. */
  readonly notices = new Bulletin();
  readonly #door: ClassDoor;
  readonly #story: Batches;
  readonly #archive: ReadOnce;
  /** Whether something is not told in the story itself, and has to be asked for. */
  readonly #hasDocuments: () => boolean;
  readonly #server: StoryServer;
  /** What the teacher looks at, for the class. */
  readonly #teacher = new Bulletin();
  #invitation: Invitation | undefined;
  #origin = '';
  #absence: NodeJS.Timeout | undefined;

  private constructor({ journal, assets, archive }: ClassSubject, place: SharedPlace) {
    this.place = place;
    this.#door = new ClassDoor(() => this.followers >= MOST_FOLLOWERS);
    this.#story = new Batches(journal, PAUSE);
    this.#archive = new ReadOnce(archive);
    this.#hasDocuments = () => journal.documents > 0;
    this.#server = new StoryServer({
      journal,
      assets: classAssets(assets),
      archive: this.#archive,
      story: this.#story,
      bulletin: this.#teacher,
      door: this.#door,
      mostPages: MOST_FOLLOWERS,
      renewal: RENEWAL,
      mostConnections: 8 * MOST_FOLLOWERS,
      mostPerAddress: place.address === LOOPBACK.address ? undefined : MOST_PER_ADDRESS,
      maxWaiting: MAX_WAITING,
      decide: () => false,
      answer: () => false,
      setBreakpoint: () => false,
      onPages: () => this.#tellCount(),
    });
    this.lookAt({});
  }

  /** Opens the server. @throws CannotShare where nothing can listen at that place */
  static async open(subject: ClassSubject, place: SharedPlace): Promise<Classroom> {
    const classroom = new Classroom(subject, place);
    classroom.#origin = await classroom.#server.open(place).catch((error: NodeJS.ErrnoException) => {
      throw unusable(place, error);
    });
    classroom.#invite();
    return classroom;
  }

  /** To be typed: the code is asked for. */
  get address(): string {
    return `${this.#origin}/`;
  }

  get code(): string {
    return spelled(this.#door.code);
  }

  /** To be clicked on or pointed a camera at. Behind a #, the code is never sent in an address. */
  get link(): string {
    return `${this.address}#code=${this.code}`;
  }

  get wayIn(): WayIn {
    const { place, address, code, link } = this;
    return { place, address, code, link };
  }

  get followers(): number {
    return this.#server.pages;
  }

  /** The teacher looks there now. */
  lookAt(place: DeepLink): void {
    this.#teacher.put({ kind: 'teacher', place });
  }

  /** What is in the layers is asked for anew: more of it is a secret now. */
  forgetLayers(): void {
    this.#archive.forget();
  }

  /** So many pages may drive: where there is none, the teacher is where the run is. */
  countDrivers(count: number): void {
    clearTimeout(this.#absence);
    if (count === 0) this.#absence = setTimeout(() => this.lookAt({}), GRACE).unref();
  }

  /** Resolves when the class has got the end of the story and what is large in it, or does not read it. Idempotent. */
  async close(): Promise<void> {
    clearTimeout(this.#absence);
    this.#story.hurry();
    if (this.followers > 0 && this.#hasDocuments()) await this.#server.lull();
    this.#story.end();
    await this.#server.close();
  }

  #invite(): void {
    const code = qrCode(this.link);
    this.#invitation = { address: this.address, code: this.code, qr: { path: qrPath(code), size: code.length } };
    this.#tellCount();
  }

  #tellCount(): void {
    const { followers } = this;
    if (this.#invitation) this.notices.put({ kind: 'class', invitation: this.#invitation, followers });
    this.onFollowers(followers);
  }
}

function unusable({ address, port }: SharedPlace, error: NodeJS.ErrnoException): CannotShare {
  const at = `${address}${port === 0 ? '' : `, port ${port}`}`;
  if (error.code === 'EADDRINUSE')
    return new CannotShare(`${at} is in use by another program`, 'Name another port, or none.', error);
  if (error.code === 'EACCES')
    return new CannotShare(`an ordinary user cannot listen at ${at}`, 'Name a port from 1024 on, or none.', error);
  return new CannotShare(`nothing can listen at ${at}: ${error.message}`, 'Name another address.', error);
}
