import { LayerCorrupt, LayerUnsafe, LimitExceeded, type Place } from './errors.ts';
import { NAME_BYTES, PATH_BYTES } from './limits.ts';

/**
 * Where an entry goes, relative to the root of the layer. Bytes and not text: a name need not be UTF-8, and two names that
 * differ must not become one.
 */
export interface EntryPath {
  /** Without leading, trailing or double slashes and without `.`; empty for the root itself. */
  readonly bytes: Buffer;
  /** The directory that holds the entry; empty for the root. */
  readonly parent: Buffer;
  /** The last component; `.` for the root itself. */
  readonly base: Buffer;
  readonly isRoot: boolean;
}

const SLASH = 0x2f;
const DOT = Buffer.from('.');
const DOT_DOT = Buffer.from('..');

/**
 * The name of an entry, or of a hard link's target, as a path below the root.
 *
 * A leading slash is dropped. `..` takes away the component before it, by the text alone as for docker, containerd and umoci; one that
 * would lead out of the layer is refused, where some of those would make do with the root.
 *
 * @throws LayerUnsafe where `..` leads out
 * @throws LayerCorrupt for an empty name, or one with a NUL byte
 * @throws LimitExceeded where the name is too long or too deep
 */
export function parseEntryPath(name: Buffer, place: Place, depthLimit: number): EntryPath {
  if (name.length === 0) throw new LayerCorrupt('the name is empty', place);
  if (name.includes(0)) throw new LayerCorrupt('the name holds a NUL byte', place);
  if (name.length > PATH_BYTES) {
    throw new LimitExceeded(`the name has ${name.length} bytes, allowed are ${PATH_BYTES}`, place);
  }
  const components = componentsOf(name, place);
  for (const component of components) checkComponent(component, place);
  if (components.length > depthLimit) {
    throw new LimitExceeded(`the name is ${components.length} directories deep, allowed are ${depthLimit}`, place);
  }
  return joined(components);
}

function componentsOf(name: Buffer, place: Place): Buffer[] {
  const components: Buffer[] = [];
  for (let start = 0; start <= name.length; ) {
    const slash = name.indexOf(SLASH, start);
    const end = slash === -1 ? name.length : slash;
    const component = name.subarray(start, end);
    if (component.equals(DOT_DOT)) takeAway(components, place);
    else if (component.length > 0 && !component.equals(DOT)) components.push(component);
    start = end + 1;
  }
  return components;
}

function takeAway(components: Buffer[], place: Place): void {
  if (components.pop() === undefined) throw new LayerUnsafe('".." in its name leads out of the layer', place);
}

function checkComponent(component: Buffer, place: Place): void {
  if (component.length > NAME_BYTES) {
    throw new LimitExceeded(`a part of the name has ${component.length} bytes, allowed are ${NAME_BYTES}`, place);
  }
}

function joined(components: readonly Buffer[]): EntryPath {
  const base = components.at(-1);
  if (!base) return { bytes: Buffer.alloc(0), parent: Buffer.alloc(0), base: DOT, isRoot: true };
  const parent = joinBytes(components.slice(0, -1));
  return { bytes: parent.length > 0 ? joinBytes([parent, base]) : base, parent, base, isRoot: false };
}

/** The parts with a slash between each two. */
export function joinBytes(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from([SLASH]), part])));
}

/**
 * The name for a person's eyes: printable text as it is, every other byte as `\xNN`.
 *
 * Terminal control sequences and right-to-left overrides would let a layer write on the screen of whoever reads an error.
 *
 * @example displayName(Buffer.from([0x61, 0xff])) // 'a\\xff'
 */
export function displayName(name: Buffer): string {
  const text = name.subarray(0, 300).toString('utf8');
  const isPlain = /^[\p{L}\p{N}\p{P}\p{S}\p{M} ]*$/u.test(text) && !text.includes('\ufffd') && !text.includes('\\');
  const shown = isPlain ? text : [...name.subarray(0, 300)].map(shownByte).join('');
  return name.length > 300 ? `${shown}…` : shown;
}

function shownByte(byte: number): string {
  const isPrintable = byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
  return isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}
