import type { ServerResponse } from 'node:http';
import type { Bulletin } from './bulletin.ts';
import type { Story } from './journal.ts';

/** How much may wait for a page that does not read. The rest stays in the journal, where it costs nothing. */
const MAX_WAITING = 512 * 1024;
/** How often a silent stream shows that it is alive. */
const HEARTBEAT = 5_000;
/** After so many heartbeats at which a page has read nothing of what waits for it, its place is free for others. */
const MOST_SILENT = 12;

/** How a stream differs from the usual. */
export interface StreamOptions {
  /** The latest word is told first, and again when there is another. */
  readonly bulletin?: Bulletin | undefined;
  readonly maxWaiting?: number | undefined;
}

/** The story on its way to one page. */
export interface Stream {
  /** Ends once the page has been sent all that was told. */
  end(): void;
  /** Ends now, whatever is still on its way. */
  drop(): void;
}

/** Sends the story from that line on, as fast as the page reads, and follows it. The story never waits for a page. */
export function sendStory(
  story: Story,
  from: number,
  response: ServerResponse,
  onClose: () => void,
  { bulletin, maxWaiting = MAX_WAITING }: StreamOptions = {},
): Stream {
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  response.flushHeaders();
  let next = from;
  let isEnding = false;
  let toldWord: string | undefined;
  const sendMore = () => {
    // Whatever there is to send goes in one piece, and now.
    const { socket } = response;
    socket?.cork();
    sendWhatThereIs();
    socket?.uncork();
  };
  const sendWhatThereIs = () => {
    if (response.writableEnded || response.writableLength > maxWaiting) return;
    if (bulletin?.line !== undefined && bulletin.line !== toldWord) {
      toldWord = bulletin.line;
      response.write(toldWord);
    }
    for (let piece = story.piece(next); piece !== undefined; piece = story.piece(next)) {
      if (response.writableLength > maxWaiting) return;
      response.write(piece.bytes);
      next = piece.to;
    }
    if (isEnding) response.end();
  };
  const forgets = [story.follow(sendMore), bulletin?.follow(sendMore)];
  const heartbeat = keepAlive(response);
  response.on('drain', sendMore);
  response.on('error', () => {});
  response.on('close', () => {
    for (const forget of forgets) forget?.();
    clearInterval(heartbeat);
    onClose();
  });
  sendMore();
  const end = () => {
    isEnding = true;
    sendMore();
  };
  return { end, drop: () => void response.destroy() };
}

/** Nothing is added to what waits for a page that does not read, and it is not waited for without end: it can come again. */
function keepAlive(response: ServerResponse): NodeJS.Timeout {
  let [waiting, silent] = [0, 0];
  const beat = () => {
    silent = waiting > 0 && response.writableLength >= waiting ? silent + 1 : 0;
    waiting = response.writableLength;
    if (waiting === 0 && !response.writableEnded) response.write('\n');
    else if (silent === MOST_SILENT) response.destroy();
  };
  return setInterval(beat, HEARTBEAT).unref();
}
