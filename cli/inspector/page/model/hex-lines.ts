/** The first bytes of a file as `hexdump -C` prints them. */
export function hexLines(base64: string): string {
  const bytes = Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const lines = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, at) => bytes.slice(at * 16, at * 16 + 16));
  return lines
    .map(
      (line, at) =>
        `${hex(at * 16, 8)}  ${line
          .map((byte) => hex(byte, 2))
          .join(' ')
          .padEnd(47)}  ${signs(line)}`,
    )
    .join('\n');
}

const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');

const signs = (bytes: readonly number[]) =>
  bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
