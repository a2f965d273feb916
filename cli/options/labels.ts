import { invalidArgument } from '../errors.ts';
import { readLines } from './env.ts';

/** What commander makes of the options that describe a container. */
export interface LabelFlags {
  readonly label: readonly string[];
  readonly labelFile: readonly string[];
  readonly annotation: readonly string[];
}

/** The labels of all `--label-file`s, then those of all `--label`: the last of each name. Throws `UsageError` in docker's words. */
export function labels({ label, labelFile }: LabelFlags): Record<string, string> {
  const all = [...labelFile.flatMap((file) => readLines(file)), ...label];
  return Object.fromEntries(all.map((text) => withoutBlanks(pair(text, '-l, --label', 'label'))));
}

/** Docker's rule for the names of labels, but not for those of annotations. */
function withoutBlanks([name, value]: [string, string]): [string, string] {
  if (!/\s/.test(name)) return [name, value];
  throw invalidArgument('-l, --label', `${name}=${value}`, `label '${name}' contains whitespaces`);
}

/** Throws `UsageError`. */
export function annotations({ annotation }: LabelFlags): Record<string, string> {
  return Object.fromEntries(annotation.map((text) => pair(text, '--annotation', 'annotation')));
}

/** A name alone stands for a name with an empty value. */
function pair(text: string, flag: string, kind: string): [string, string] {
  const split = text.indexOf('=');
  const [name, value] = split < 0 ? [text, ''] : [text.slice(0, split), text.slice(split + 1)];
  if (name !== '') return [name, value];
  throw invalidArgument(flag, text, `invalid ${kind} '${text}': empty name`);
}
