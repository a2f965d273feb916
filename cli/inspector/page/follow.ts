import { hear, teacher } from './class.ts';
import { type Entry, forgetKey, NoNews, readNews } from './connection.ts';
import { prefetch } from './documents.ts';
import type { Message } from './messages.ts';
import { Spread } from './spread.ts';
import { chronicle, isOver, type Link, link, role, tell } from './store.ts';

/** How often a connection that has broken is tried again, and after how many milliseconds. */
const TRIES = 3;
/** A follower is more patient with a run that is over: its teacher may be still there, and look back. */
const TRIES_OF_FOLLOWER = 5;
const PAUSE = 300;
/** A wireless network may be gone for a while, and a lid be closed: a follower tries again, ever more seldom. */
const LONGEST_PAUSE = 5_000;

/** What a class wishes for, over so many milliseconds. */
const wishes = new Spread(prefetch, 2_000);

/** Reads the story until it is over, or the connection is gone for good. */
export async function follow(entry: Entry): Promise<void> {
  const isFollower = entry.role === 'follower';
  const tries = isFollower ? TRIES_OF_FOLLOWER : TRIES;
  for (let failures = 0; failures < tries || (isFollower && !isOver.value); failures += 1) {
    let status: number | undefined;
    let isToBeGoneOnWith = false;
    try {
      for await (const message of readNews(entry, chronicle.messages.length + waiting.length)) {
        failures = 0;
        comeBack();
        if ('sequence' in message) collect(message);
        else hear(message);
      }
      isToBeGoneOnWith = isFollower;
    } catch (error) {
      // The connection may come back: the news go on where they stopped.
      if (error instanceof NoNews) ({ status } = error);
    }
    flush();
    // A stream that was ended in good order is asked for again; where the class is over, nobody will answer.
    if (!isToBeGoneOnWith) teacher.value = undefined;
    if (isFollower && status === 401) return askAgain();
    if (isOver.value && !isFollower) break;
    if (isFollower && !isToBeGoneOnWith) link.value = status === 503 ? 'full' : whileAway();
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_PAUSE, PAUSE * 2 ** failures)));
  }
  if (isFollower || link.value !== 'recorded') link.value = isOver.value ? 'over' : 'lost';
}

/** The key is that of a class that is over; another one may have begun at the same address. */
function askAgain(): void {
  forgetKey();
  link.value = chronicle.messages.length === 0 ? 'joining' : 'over';
}

/** What was lost, or full, is open again. */
function comeBack(): void {
  if (link.value === 'lost' || link.value === 'full') link.value = here();
}

const here = (): Link => (chronicle.head?.isRecording ? 'recorded' : 'open');

const whileAway = (): Link => (isOver.value ? link.value : 'lost');

let waiting: Message[] = [];

/** Hundreds of messages may come at once: the page is drawn after the last of them. */
function collect(message: Message): void {
  waiting.push(message);
  if (waiting.length === 1) setTimeout(flush, 0);
}

function flush(): void {
  if (waiting.length === 0) return;
  const messages = waiting;
  waiting = [];
  tell(messages);
  link.value = here();
  if (role.value === 'follower') wishes.add(messages);
  else prefetch(messages);
  // The teacher's machine stays no longer than somebody asks it.
  if (isOver.value) wishes.hurry();
}
