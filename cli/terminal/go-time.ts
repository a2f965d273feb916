/**
 * A time as Go prints it, in whole seconds and UTC; empty for what is none.
 *
 * @example goTime('2026-01-02T03:04:05.678Z') // '2026-01-02 03:04:05 +0000 UTC'
 */
export function goTime(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return '';
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} +0000 UTC`;
}
