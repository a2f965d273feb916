/** One regular file or directory of a layer. Its name is relative, without a leading `/` or `./`; a directory's ends with `/`. */
export interface TarFile {
  readonly path: string;
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Empty for a directory. */
  readonly content: Uint8Array;
  /** User and group that it belongs to, the same number for both; 0, root, by default. */
  readonly owner?: number;
}

const BLOCK = 512;

/**
 * The files as a ustar archive: the same bytes for the same files, always.
 *
 * @throws RangeError when a path does not fit the header's 100 bytes.
 * @see image-spec layer.md
 */
export function tarArchive(files: readonly TarFile[]): Uint8Array {
  const entries = files.flatMap((file) => [header(file), file.content, padding(file.content.length)]);
  const end = Buffer.alloc(2 * BLOCK);
  return Buffer.concat([...entries, end]);
}

function padding(size: number): Uint8Array {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

function header(file: TarFile): Uint8Array {
  const blank = ' '.repeat(8);
  const sum = encode(file, blank).reduce((total, byte) => total + byte, 0);
  return encode(file, `${octal(sum, 7)}\0 `);
}

/** The header's fields in their order; POSIX calls this format ustar. The checksum counts itself as eight blanks. */
function encode(file: TarFile, checksum: string): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const fields: readonly (readonly [name: string, width: number, text: string])[] = [
    ['name', 100, file.path],
    ['mode', 8, octal(file.mode, 8)],
    ['uid', 8, octal(file.owner ?? 0, 8)],
    ['gid', 8, octal(file.owner ?? 0, 8)],
    ['size', 12, octal(file.content.length, 12)],
    ['mtime', 12, octal(file.mtime, 12)],
    ['chksum', 8, checksum],
    ['typeflag', 1, file.path.endsWith('/') ? '5' : '0'],
    ['linkname', 100, ''],
    ['magic', 6, 'ustar'],
    ['version', 2, '00'],
    ['uname', 32, ''],
    ['gname', 32, ''],
    ['devmajor', 8, octal(0, 8)],
    ['devminor', 8, octal(0, 8)],
  ];
  let offset = 0;
  for (const [name, width, text] of fields) {
    if (Buffer.byteLength(text) > width) throw new RangeError(`tar ${name} does not fit ${width} bytes: ${text}`);
    block.write(text, offset);
    offset += width;
  }
  return block;
}

/** The number in octal digits, one place short of the width: a NUL ends it. */
function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0');
}
