import { InvalidLesson } from './errors.ts';

/** The fields between the two lines `---` at the beginning of a file, and what stands below them. */
export interface FrontMatter {
  /** Every value of each field, in order: a field may be repeated. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

const FENCE = '---';
const FIELD = /^(?<name>[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*): +(?<value>\S.*)$/;

/**
 * Reads front matter of the simplest kind: one `name: value` a line, everything behind the first colon as it stands.
 * That is valid YAML as long as nobody needs quotes, and needs no YAML parser.
 *
 * @throws InvalidLesson naming the line that is not a field
 */
export function parseFrontMatter(text: string, file: string): FrontMatter {
  const lines = text.split('\n');
  const end = lines.indexOf(FENCE, 1);
  if (lines[0] !== FENCE || end === -1) {
    throw new InvalidLesson(file, 'expected it to begin with fields between two lines "---"');
  }
  const fields = new Map<string, string[]>();
  for (const [index, line] of lines.slice(1, end).entries()) {
    const { name, value } = FIELD.exec(line)?.groups ?? {};
    if (name === undefined || value === undefined) {
      throw new InvalidLesson(file, `line ${index + 2}: expected "name: value", got ${JSON.stringify(line)}`);
    }
    fields.set(name, [...(fields.get(name) ?? []), value.trim()]);
  }
  const body = lines
    .slice(end + 1)
    .join('\n')
    .trim();
  return { fields, body };
}
