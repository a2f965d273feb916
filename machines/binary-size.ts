const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `16 MiB`: a number of bytes of memory in powers of 1024, as `-m 16m` counts them; four significant digits. */
export function binarySize(bytes: number): string {
  const unit = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  return `${Number((bytes / 1024 ** unit).toPrecision(4))} ${UNITS[unit]}`;
}
