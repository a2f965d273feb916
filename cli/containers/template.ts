import { UsageError } from '../errors.ts';
import { fill } from '../go-template/fill.ts';
import { parseNodes } from '../go-template/parse.ts';
import { TemplateError } from '../go-template/template-error.ts';

/** A document that a template is filled in from. */
export type Fields = Readonly<Record<string, unknown>>;

/** One template, ready to be filled in. */
export type Template = (fields: Fields) => string;

/**
 * A template of `--format`, in the language of docker's: Go's text/template.
 *
 * @param command whose help an error leads to
 * @throws UsageError where it is none; so does the template where the fields do not have what it names
 * @see https://pkg.go.dev/text/template
 */
export function parseTemplate(text: string, command: string): Template {
  const body = told('template parsing error', command, () => parseNodes(text));
  return (fields) => told('template', command, () => fill(body, fields));
}

function told<Result>(what: string, command: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof TemplateError ? new UsageError(`${what}: ${error.message}`, command) : error;
  }
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
