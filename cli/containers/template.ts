import { UsageError } from '../errors.ts';

/** A document that a template is filled in from. */
export type Fields = Readonly<Record<string, unknown>>;

/** One template, ready to be filled in. */
export type Template = (fields: Fields) => string;

/** Between the braces: a word with its argument, or a field alone. */
const ACTION = /^(?:(json|upper|lower|len|println) )?(\.[\w.]*|\.)$/;
const LABEL = /^\.Label "([^"]+)"$/;
const INDEX = /^index (\.[\w.]*) "([^"]+)"$/;
const JOIN = /^join (\.[\w.]*) "([^"]*)"$/;

const RANGE = /^range (\.[\w.]*)$/;

/**
 * What people really use of Go's templates: fields, `json`, `upper`, `lower`, `len`, `println`, `join`, `index`, `.Label`, and
 * `range` over a list or a map. What has more of a program in it, such as `if` or variables, is refused.
 *
 * @throws UsageError
 * @see https://pkg.go.dev/text/template
 */
export function parseTemplate(text: string, command: string): Template {
  const pieces = text
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')
    .split(/(\{\{.*?\}\})/);
  return sequence({ pieces, next: 0, command }, 0);
}

/** How far a template has been read. */
interface Reader {
  readonly pieces: readonly string[];
  next: number;
  readonly command: string;
}

/** What comes next, up to the end of the range that it is in, or of the template. */
function sequence(reader: Reader, depth: number): Template {
  const parts: Template[] = [];
  for (let piece = takePiece(reader); piece !== undefined; piece = takePiece(reader)) {
    const action = actionIn(piece);
    if (action === 'end') return closed(parts, reader, depth > 0, 'unexpected {{end}}');
    const text = piece;
    parts.push(action === undefined ? () => text : partOf(action, reader, depth));
  }
  return closed(parts, reader, depth === 0, 'unexpected EOF');
}

const takePiece = (reader: Reader): string | undefined => reader.pieces[reader.next++];

/** What stands between the braces; undefined where there are none. */
function actionIn(piece: string): string | undefined {
  return piece.startsWith('{{') ? piece.slice(2, -2).replace(/^-? *| *-?$/g, '') : undefined;
}

function closed(parts: readonly Template[], { command }: Reader, isRight: boolean, complaint: string): Template {
  if (!isRight) throw new UsageError(`template parsing error: ${complaint}`, command);
  return (fields) => parts.map((part) => part(fields)).join('');
}

function partOf(action: string, reader: Reader, depth: number): Template {
  const [, path] = RANGE.exec(action) ?? [];
  if (path === undefined) return actionOf(action, reader.command);
  const body = sequence(reader, depth + 1);
  return (fields) =>
    elementsOf(valueAt(fields, path, reader.command), reader.command)
      .map((element) => body(element as Fields))
      .join('');
}

/** Of a map the values, by their keys in order, as Go has it. */
function elementsOf(value: unknown, command: string): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object') throw new UsageError(`template: range can't iterate over ${shown(value)}`, command);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([, element]) => element);
}

/** The names of the fields in a template, as the head of a table that the command prints. */
export function headOf(text: string, command: string): string {
  return text
    .replaceAll('\\t', '\t')
    .replace(
      /\{\{.*?\.(\w+).*?\}\}/g,
      (_, name: string) =>
        HEADS_OF[command]?.[name] ?? HEADS[name] ?? name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase(),
    );
}

/** Where docker's head is another word than the field. */
const HEADS: Readonly<Record<string, string>> = {
  ID: 'CONTAINER ID',
  RunningFor: 'CREATED',
  CPUPerc: 'CPU %',
  MemPerc: 'MEM %',
  MemUsage: 'MEM USAGE / LIMIT',
  NetIO: 'NET I/O',
  BlockIO: 'BLOCK I/O',
};
const HEADS_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  images: { ID: 'IMAGE ID', CreatedSince: 'CREATED' },
  'volume ls': { Name: 'VOLUME NAME' },
};

function actionOf(action: string, command: string): Template {
  const [, label] = LABEL.exec(action) ?? [];
  if (label !== undefined) return (fields) => labelOf(fields, label);
  const [, list, separator] = JOIN.exec(action) ?? [];
  if (list !== undefined) return (fields) => (valueAt(fields, list, command) as unknown[]).map(shown).join(separator);
  const [, map, key] = INDEX.exec(action) ?? [];
  if (map !== undefined) return (fields) => shown((valueAt(fields, map, command) as Fields | null)?.[key!] ?? '');
  const [, word, path] = ACTION.exec(action) ?? [];
  if (path === undefined) {
    throw new UsageError(
      `template parsing error: learn-run does not understand {{${action}}}: expected a field such as {{.ID}}, or {{json .}}`,
      command,
    );
  }
  const change = WORDS[word ?? ''] ?? shown;
  return (fields) => change(valueAt(fields, path, command));
}

const WORDS: Readonly<Record<string, (value: unknown) => string>> = {
  json: (value) => JSON.stringify(value),
  upper: (value) => shown(value).toUpperCase(),
  lower: (value) => shown(value).toLowerCase(),
  len: (value) => String(Array.isArray(value) ? value.length : Object.keys(value ?? {}).length),
  println: (value) => `${shown(value)}\n`,
};

function labelOf({ Labels }: Fields, name: string): string {
  const pairs = typeof Labels === 'string' ? Labels.split(',').map((pair) => pair.split(/=(.*)/s)) : [];
  return pairs.find(([key]) => key === name)?.[1] ?? '';
}

function valueAt(fields: Fields, path: string, command: string): unknown {
  let value: unknown = fields;
  for (const name of path.split('.').filter(Boolean)) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) {
      throw new UsageError(`template: can't evaluate field ${name} in ${path}`, command);
    }
    value = (value as Fields)[name];
  }
  return value;
}

/** As Go prints it: lists in brackets, maps with their name. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(shown).join(' ')}]`;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).map(([name, one]) => `${name}:${shown(one)}`);
  return `map[${pairs.join(' ')}]`;
}
