import type { SpecChange } from './spec-changes.ts';

/** Changes of config.json as lines: `+` for what comes, `-` for what goes; entries of one list stand together. */
export function changeTexts(changes: readonly SpecChange[]): string[] {
  const lists = new Map<string, string[]>();
  const others: string[] = [];
  for (const change of changes) {
    const [, list, name] = /^(.*)\[(.*)\]$/s.exec(change.pointer) ?? [];
    if (list === undefined || !isName(change, name!)) others.push(changeText(change));
    else append(lists, `${change.after === undefined ? '-' : '+'} ${list}`, name!);
  }
  return [...others, ...sameLists(lists)];
}

/** An entry of which the name is enough. */
function isName({ pointer, before, after }: SpecChange, name: string): boolean {
  const isOneOf = /^\/linux\/(namespaces|devices)\[/.test(pointer) && (before === undefined || after === undefined);
  return isOneOf || (before ?? after) === name;
}

/** Lists that change in the same way are told at once: capabilities have three. */
function sameLists(lists: ReadonlyMap<string, readonly string[]>): string[] {
  const byNames = new Map<string, string[]>();
  for (const [list, names] of lists) append(byNames, `${list[0]} ${names.map(shortened).join(' ')}`, list.slice(2));
  return [...byNames].map(([names, [first = '', ...same]]) => {
    const ends = same.map((list) => list.slice(list.lastIndexOf('/') + 1));
    return `${names[0]} ${[first, ...ends].join(', ')}: ${names.slice(2)}`;
  });
}

const shortened = (name: string) => name.replace(/^CAP_/, '');

function append(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

function changeText({ pointer, before, after }: SpecChange): string {
  if (before === undefined) return `+ ${pointer} ${valueText(pointer, after)}`;
  if (after === undefined) return `- ${pointer} ${valueText(pointer, before)}`;
  return `${pointer} ${valueText(pointer, after)} (else ${valueText(pointer, before)})`;
}

/** A mount in the order of mount(8), a limit as --ulimit has it, a mask in digits of eight; anything else as JSON. */
function valueText(pointer: string, value: SpecChange['after']): string {
  const entry = (value ?? {}) as { type?: string; source?: string; options?: string[]; soft?: number; hard?: number };
  const { type, source, options = [], soft, hard } = entry;
  if (type !== undefined && source !== undefined) return `${type} ${source} (${options.join(',')})`;
  if (soft !== undefined) return `${soft}:${hard}`;
  if (pointer.endsWith('/umask')) return Number(value).toString(8).padStart(4, '0');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Calls as lines; those that differ in one number only are one line and a count. */
export function operationTexts(lines: readonly string[], sign: '+' | '-'): string[] {
  const groups = new Map<string, string[]>();
  for (const line of lines) append(groups, ALIKE.exec(line)?.[0] ?? line, line);
  return [...groups.values()].map(([first = '', ...others]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more of them`;
    return `${sign} ${first}${more}`;
  });
}

const ALIKE = /^(prctl\(PR_CAPBSET_DROP|dup3|fchown|pipe2|mknodat|fchmodat|fchownat)/;
