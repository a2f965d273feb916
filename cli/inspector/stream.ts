import type { ServerResponse } from 'node:http';
import type { Journal } from './journal.ts';

/** How much may wait for a page that does not read. The rest stays in the journal, where it costs nothing. */
const MAX_WAITING = 512 * 1024;
/** How often a silent stream shows that it is alive. */
const HEARTBEAT = 5_000;

/** Sends the journal from that line on, as fast as the page reads, and follows it. The journal never waits for a page. */
export function sendJournal(journal: Journal, from: number, response: ServerResponse, onClose: () => void): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  response.flushHeaders();
  let next = from;
  const sendMore = () => {
    for (let line = journal.line(next); line !== undefined; line = journal.line(next)) {
      if (response.writableLength > MAX_WAITING) return;
      response.write(line);
      next += 1;
    }
  };
  const forget = journal.follow(sendMore);
  const heartbeat = setInterval(() => response.write('\n'), HEARTBEAT).unref();
  response.on('drain', sendMore);
  response.on('error', () => {});
  response.on('close', () => {
    forget();
    clearInterval(heartbeat);
    onClose();
  });
  sendMore();
}
