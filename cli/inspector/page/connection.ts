import type { Json } from '../../../engine/json.ts';
import type { Decision } from '../../../machines/actors/pace.ts';
import type { Charts, LessonText, Message, Notice, Role } from './messages.ts';
import { type DeepLink, writeFragment } from './model/deep-link.ts';

/** Kept by the browser for this tab and this address only, port included. */
const STORED = 'learn-run';

/** What a page may do, and how it shows that it may. */
export interface Entry {
  readonly key: string;
  readonly role: Role;
}

/** Trades the token for a key, or finds the key of this tab; undefined where there is neither. */
export async function signIn(token: string | undefined): Promise<Entry | undefined> {
  const stored = parsed(sessionStorage.getItem(STORED));
  if (token === undefined) return stored;
  const response = await post('/session', { token });
  return response.ok ? keep(response) : stored;
}

/** Why a class does not let one in: the code is wrong, too many wrong ones were tried, it is full, or nobody is there. */
export type Refused = 'wrong' | 'wait' | 'full' | 'gone';

const REFUSALS: Readonly<Record<number, Refused>> = { 401: 'wrong', 429: 'wait', 503: 'full' };

/** Trades the code of a class for a key. */
export async function join(code: string): Promise<Entry | Refused> {
  const response = await post('/session', { code }).catch(() => undefined);
  if (response === undefined) return 'gone';
  return response.ok ? keep(response) : (REFUSALS[response.status] ?? 'gone');
}

async function keep(response: Response): Promise<Entry> {
  const entry = (await response.json()) as Entry;
  sessionStorage.setItem(STORED, JSON.stringify(entry));
  return entry;
}

/** The key of this tab opens nothing any more. */
export const forgetKey = () => sessionStorage.removeItem(STORED);

/** The story cannot be had; `status` says why, where an answer came at all. */
export class NoNews extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the news did not come: ${status}`);
    this.status = status;
  }
}

function parsed(text: string | null): Entry | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as Entry);
  } catch {
    return undefined;
  }
}

export const fetchCharts = () => get<Charts>('/charts.json');
export const fetchLessons = () => get<readonly LessonText[]>('/lessons.json');

/** This tab for as long as it is here: who comes again under a name takes the place that it had. */
const TAB = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What has happened since that message, and what happens from now on, until the connection ends. */
export async function* readNews({ key }: Entry, from: number): AsyncGenerator<Message | Notice> {
  const response = await fetch(`/news?from=${from}&tab=${TAB}`, { headers: authorization(key) });
  if (!response.ok || response.body === null) throw new NoNews(response.status);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Message | Notice;
  }
}

/** A document that was too large for the story. */
export const fetchDocument = ({ key }: Entry, number: number) => get<Json>(`/document?number=${number}`, key);

/** What is in a layer that the story only names. */
export const fetchLayer = ({ key }: Entry, digest: string) =>
  get<Readonly<Record<string, Json>>>(`/layer?digest=${digest}`, key);

/** The bytes of a blob, as they lie in the store. */
export async function fetchBlob({ key }: Entry, digest: string): Promise<ArrayBuffer> {
  const response = await fetch(`/blob?digest=${digest}`, { headers: authorization(key) });
  if (!response.ok) throw new Error(`the bytes did not come: ${response.status}`);
  return response.arrayBuffer();
}

export async function sendDecision({ key }: Entry, number: number, decision: Decision): Promise<void> {
  await post('/decision', { number, decision }, authorization(key));
}

/** The place of a choice, the digits of a number, or null for no guess. */
export async function sendAnswer({ key }: Entry, number: number, answer: number | string | null): Promise<void> {
  await post('/answer', { number, answer }, authorization(key));
}

export async function sendBreakpoint({ key }: Entry, state: string, isSet: boolean): Promise<void> {
  await post('/breakpoint', { state, isSet }, authorization(key));
}

/** Tells a class where this page looks. */
export async function sendPlace({ key }: Entry, place: DeepLink): Promise<void> {
  await post('/place', { place: writeFragment(place) }, authorization(key));
}

/** The address for another window, which only watches. */
export async function invite({ key }: Entry): Promise<string> {
  const response = await post('/invitation', {}, authorization(key));
  if (!response.ok) throw new Error(`no more windows: ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  return `${location.origin}/#${token}`;
}

const authorization = (key: string) => ({ authorization: `Bearer ${key}` });

async function get<Value>(path: string, key?: string): Promise<Value> {
  const response = await fetch(path, key === undefined ? {} : { headers: authorization(key) });
  if (!response.ok) throw new Error(`${path} did not come: ${response.status}`);
  return (await response.json()) as Value;
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
