/**
 * The fields of one line of CSV (RFC 4180), as Go's encoding/csv splits it: a field that begins with a quote ends with
 * one, two quotes inside stand for one, and a quote elsewhere is an error.
 *
 * @param invalid makes the error from its reason
 */
export function splitCsv(line: string, invalid: (reason: string) => Error): string[] {
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const { field, end } = line[at] === '"' ? quotedField(line, at, invalid) : plainField(line, at, invalid);
    fields.push(field);
    at = end + 1;
  }
  return fields;
}

interface Found {
  readonly field: string;
  /** Index of the comma behind it, or of the end. */
  readonly end: number;
}

function plainField(line: string, start: number, invalid: (reason: string) => Error): Found {
  const comma = line.indexOf(',', start);
  const end = comma < 0 ? line.length : comma;
  const field = line.slice(start, end);
  const quote = field.indexOf('"');
  if (quote >= 0) throw invalid(`parse error on line 1, column ${start + quote + 1}: bare " in non-quoted-field`);
  return { field, end };
}

function quotedField(line: string, start: number, invalid: (reason: string) => Error): Found {
  const [whole] = /^"(?:[^"]|"")*"/.exec(line.slice(start)) ?? [''];
  const end = start + whole.length;
  const isClosed = whole !== '' && (end === line.length || line[end] === ',');
  if (isClosed) return { field: whole.slice(1, -1).replaceAll('""', '"'), end };
  const column = whole === '' ? line.length + 1 : end;
  throw invalid(`parse error on line 1, column ${column}: extraneous or missing " in quoted-field`);
}
