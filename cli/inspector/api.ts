import type { Decision } from '../../machines/actors/pace.ts';
import { isDecision } from './decisions.ts';
import type { Door } from './door.ts';
import type { Journal } from './journal.ts';
import type { Role } from './page/messages.ts';
import { type DeepLink, readFragment } from './page/model/deep-link.ts';
import { json, type Reply, refused } from './reply.ts';

/** What the page is made of, by its address. */
export type Assets = Readonly<Record<string, { readonly type: string; readonly body: string }>>;

/** Where more is known of an image than the story tells: of those of its blobs that the story names. */
export interface Archive {
  /** What is in a layer, as JSON: `files` and `contents`, as in the evidence of a pull. */
  layer(digest: string): Promise<string | undefined>;
  /** The very bytes of a blob. */
  blob(digest: string): Promise<Buffer | undefined>;
}

/** What pages can ask for, and what they can do. */
export interface ApiOptions {
  readonly journal: Journal;
  readonly door: Door;
  /** Served to anybody: the same for every run. */
  readonly assets: Assets;
  readonly archive: Archive;
  /** A page has decided something about the stop of that number; false where that stop is over. */
  decide(number: number, decision: Decision): boolean | Promise<boolean>;
  /** A page has answered the question of that number; false where that is no answer, or comes too late. */
  answer(number: number, answer: number | string | null): boolean | Promise<boolean>;
  /** The run shall stop before this state from now on, or not any more; false where nothing can stop there. */
  setBreakpoint(state: string, isSet: boolean): boolean | Promise<boolean>;
  /** Whoever drives looks there now. */
  lookAt?(place: DeepLink): void;
}

/** An answer to GET. Exact names from a table: nothing is decoded, and no address is ever a path. */
export async function give(url: string, role: Role | undefined, options: ApiOptions): Promise<Reply> {
  const { assets, journal, archive } = options;
  if (Object.hasOwn(assets, url)) return assets[url]!;
  const number = documentIn(url);
  const [, what, digest] = /^\/(layer|blob)\?digest=(sha256:[0-9a-f]{64})$/.exec(url) ?? [];
  if (number === undefined && digest === undefined) return refused(404, 'not found');
  if (role === undefined) return refused(401, 'no key');
  if (number !== undefined) return document(journal.document(number));
  // The bytes of an image are many, and a class is a hundred pages.
  if (what === 'blob' && role === 'follower') return refused(403, 'not for followers');
  if (what === 'layer') return document(await archive.layer(digest!));
  const bytes = await archive.blob(digest!);
  return bytes === undefined ? refused(404, 'not found') : { type: 'application/octet-stream', body: bytes };
}

/** The number of the large document that an address asks for; undefined where it asks for something else. */
export function documentIn(url: string): number | undefined {
  const [, number] = /^\/document\?number=(\d{1,9})$/.exec(url) ?? [];
  return number === undefined ? undefined : Number(number);
}

const document = (body: string | undefined): Reply =>
  body === undefined ? refused(404, 'not found') : { type: 'application/json', body };

type Take = (
  message: Readonly<Record<string, unknown>>,
  options: ApiOptions,
  address: string,
) => Reply | Promise<Reply>;

/** What a POST can be about. `session` is for whoever comes to be let in, all else for the driver alone. */
const POSTS: Readonly<Record<string, Take>> = {
  '/session': letIn,
  '/decision': decide,
  '/answer': answer,
  '/breakpoint': setBreakpoint,
  '/invitation': invite,
  '/place': lookAt,
};

/** Why a POST is not even read; undefined where it is. */
export function refusePost(url: string, role: Role | undefined): Reply | undefined {
  if (!Object.hasOwn(POSTS, url)) return refused(404, 'not found');
  if (url === '/session' || role === 'driver') return undefined;
  return role === undefined ? refused(401, 'no key') : refused(403, 'this page only watches');
}

/** Does what a POST from that address asks for. */
export function take(
  url: string,
  message: Readonly<Record<string, unknown>>,
  options: ApiOptions,
  address: string,
): Reply | Promise<Reply> {
  return POSTS[url]!(message, options, address);
}

function letIn(message: Readonly<Record<string, unknown>>, { door }: ApiOptions, address: string): Reply {
  const entry = door.letIn(message, address);
  return 'reason' in entry ? entry : json(entry);
}

async function decide({ number, decision }: Readonly<Record<string, unknown>>, options: ApiOptions): Promise<Reply> {
  if (!Number.isSafeInteger(number) || !isDecision(decision)) return refused(400, 'not understood');
  return json({ isTaken: await options.decide(number as number, decision) });
}

async function answer(message: Readonly<Record<string, unknown>>, options: ApiOptions): Promise<Reply> {
  const { number, answer: given } = message;
  const isAnswer = given === null || Number.isSafeInteger(given) || typeof given === 'string';
  if (!Number.isSafeInteger(number) || !isAnswer) return refused(400, 'not understood');
  return json({ isTaken: await options.answer(number as number, given as number | string | null) });
}

async function setBreakpoint({ state, isSet }: Readonly<Record<string, unknown>>, options: ApiOptions): Promise<Reply> {
  if (typeof state !== 'string' || typeof isSet !== 'boolean') return refused(400, 'not understood');
  return json({ isTaken: await options.setBreakpoint(state, isSet) });
}

/** The place comes in the words in which an address of the page names it. */
function lookAt({ place }: Readonly<Record<string, unknown>>, options: ApiOptions): Reply {
  if (typeof place !== 'string') return refused(400, 'not understood');
  options.lookAt?.(readFragment(place).link);
  return json({ isTaken: options.lookAt !== undefined });
}

function invite(_: unknown, { door }: ApiOptions): Reply {
  const token = door.invite();
  return token === undefined ? refused(503, 'too many windows') : json({ token });
}
