import type { Decision } from '../../../machines/actors/pace.ts';
import type { Drawings, Message } from './messages.ts';

/** Kept by the browser for this tab and this address only, port included. */
const STORED_KEY = 'learn-run';

/** Trades the token behind the # for a key, or finds the key of this tab; undefined where there is neither. */
export async function signIn(): Promise<string | undefined> {
  const token = location.hash.slice(1);
  // At once: neither the history nor the screen needs to keep it.
  history.replaceState(null, '', location.pathname);
  const stored = sessionStorage.getItem(STORED_KEY) ?? undefined;
  if (token === '') return stored;
  const response = await post('/session', { token });
  if (!response.ok) return stored;
  const { key } = (await response.json()) as { key: string };
  sessionStorage.setItem(STORED_KEY, key);
  return key;
}

export async function fetchDrawings(key: string): Promise<Drawings> {
  const response = await fetch('/drawings', { headers: authorization(key) });
  if (!response.ok) throw new Error(`the drawings did not come: ${response.status}`);
  return (await response.json()) as Drawings;
}

/** What has happened since that message, and what happens from now on, until the connection ends. */
export async function* readNews(key: string, from: number): AsyncGenerator<Message> {
  const response = await fetch(`/news?from=${from}`, { headers: authorization(key) });
  if (!response.ok || response.body === null) throw new Error(`the news did not come: ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Message;
  }
}

export async function sendDecision(key: string, number: number, decision: Decision): Promise<void> {
  await post('/decision', { number, decision }, authorization(key));
}

const authorization = (key: string) => ({ authorization: `Bearer ${key}` });

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
