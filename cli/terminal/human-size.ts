const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * A number of bytes as docker writes it: powers of 1000, four significant digits (three in tables).
 *
 * @example humanSize(36_450) // '36.45kB'
 */
export function humanSize(bytes: number, digits = 4): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${Number(size.toPrecision(digits))}${UNITS[unit]}`;
}
