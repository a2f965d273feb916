import { table } from '../terminal/table.ts';
import { type Fields, headOf, parseTemplate } from './template.ts';

/** How rows of a list are printed. */
export interface FormatOptions {
  /** `json`, `table TEMPLATE` or a template; nothing, also where it is empty, for the usual columns. */
  readonly format?: string | undefined;
  readonly json?: true | undefined;
}

/** The lines of a list in the format that was asked for; undefined where none was. */
export function formattedLines(
  rows: readonly Fields[],
  { format, json }: FormatOptions,
  command: string,
): string[] | undefined {
  if (json || format === 'json') return rows.map((row) => JSON.stringify(row));
  if (!format || format === 'table') return undefined;
  const isTable = format.startsWith('table');
  const text = isTable ? format.slice('table'.length).replace(/^ +| +$/g, '') : format;
  const fill = parseTemplate(text, command);
  const lines = rows.map(fill);
  return isTable ? table([headOf(text, command), ...lines].map((line) => line.split('\t'))) : lines;
}
