/** What of the page an address may name: everything but who may see it. */
export interface DeepLink {
  /** How many messages of the story are looked at; undefined for now. */
  readonly at?: number;
  readonly pane?: string;
  /** The state that is read about. */
  readonly state?: string;
}

/** A one-time token, as the server makes them: never kept in an address. */
const TOKEN = /^[\w-]{43}$/;

/** The code of a class, as an address carries it: never kept there either. */
const CODE = /^[A-Za-z0-9-]{1,20}$/;

/** What the part of an address behind its `#` says. */
export interface Fragment {
  readonly token: string | undefined;
  readonly code: string | undefined;
  readonly link: DeepLink;
}

/** Reads it; whatever makes no sense in it is passed over. */
export function readFragment(fragment: string): Fragment {
  const parts = fragment.replace(/^#/, '').split('&');
  const token = parts.find((part) => TOKEN.test(part));
  const fields = new Map(parts.map((part) => [part.split('=', 1)[0]!, part.slice(part.indexOf('=') + 1)] as const));
  const at = /^\d{1,9}$/.exec(fields.get('at') ?? '');
  const pane = /^[a-z-]{1,40}$/.exec(fields.get('pane') ?? '');
  const state = /^[\w.]{1,120}$/.exec(fields.get('state') ?? '');
  const link = { ...(at && { at: Number(at[0]) }), ...(pane && { pane: pane[0] }), ...(state && { state: state[0] }) };
  return { token, code: CODE.exec(fields.get('code') ?? '')?.[0], link };
}

/** The part of an address that leads here again; empty where there is nothing to say. */
export function writeFragment({ at, pane, state }: DeepLink): string {
  const fields = [at === undefined ? '' : `at=${at}`, pane ? `pane=${pane}` : '', state ? `state=${state}` : ''];
  const named = fields.filter(Boolean).join('&');
  return named === '' ? '' : `#${named}`;
}
