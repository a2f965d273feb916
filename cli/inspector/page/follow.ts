import { type Entry, readNews } from './connection.ts';
import { prefetch } from './documents.ts';
import type { Message } from './messages.ts';
import { chronicle, isOver, link, tell } from './store.ts';

/** How often a connection that has broken is tried again, and after how many milliseconds. */
const TRIES = 3;
const PAUSE = 300;

/** Reads the story until it is over, or the connection is gone for good. */
export async function follow(entry: Entry): Promise<void> {
  for (let failures = 0; failures < TRIES; failures += 1) {
    try {
      for await (const message of readNews(entry, chronicle.messages.length + waiting.length)) {
        failures = 0;
        collect(message);
      }
    } catch {
      // The connection may come back: the news go on where they stopped.
    }
    flush();
    if (isOver.value) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  if (link.value !== 'recorded') link.value = isOver.value ? 'over' : 'lost';
}

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
  link.value = chronicle.head?.isRecording ? 'recorded' : 'open';
  prefetch(messages);
}
