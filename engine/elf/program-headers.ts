/** Bytes of a file. */
export interface Stretch {
  readonly offset: number;
  readonly length: number;
}

/** The program headers of a file: `length` bytes, so many for each. */
export interface ProgramHeaders extends Stretch {
  readonly each: number;
  readonly layout: Layout;
}

/** Where the fields of the two classes of ELF stand: the header's first, those of a program header behind. */
interface Layout {
  readonly word: 4 | 8;
  readonly phoff: number;
  readonly phentsize: number;
  readonly offset: number;
  readonly filesz: number;
}

/** By EI_CLASS. */
const LAYOUTS: Readonly<Record<number, Layout>> = {
  1: { word: 4, phoff: 28, phentsize: 42, offset: 4, filesz: 16 },
  2: { word: 8, phoff: 32, phentsize: 54, offset: 8, filesz: 32 },
};
/** Bytes of the longer of the two headers. */
export const ELF_HEADER_BYTES = 64;
const EI_CLASS = 4;
const EI_DATA = 5;
const ELFDATA2LSB = 1;
const PT_INTERP = 3;

/** Whether the bytes begin as an ELF file does. */
export function beginsAsElf(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === '\x7fELF';
}

/**
 * Where the program headers are; undefined where the bytes are no header of a little-endian ELF file.
 *
 * @see elf(5)
 */
export function programHeadersOf(header: Buffer): ProgramHeaders | undefined {
  const layout = LAYOUTS[header[EI_CLASS] ?? 0];
  const isReadable = beginsAsElf(header) && header.length >= ELF_HEADER_BYTES && header[EI_DATA] === ELFDATA2LSB;
  if (!isReadable || !layout) return undefined;
  const each = header.readUInt16LE(layout.phentsize);
  const count = header.readUInt16LE(layout.phentsize + 2);
  return { offset: wordAt(header, layout.phoff, layout), length: each * count, each, layout };
}

/** Where the file names its dynamic loader, from the bytes of its program headers; undefined where it names none. */
export function interpreterIn(table: Buffer, { each, layout }: ProgramHeaders): Stretch | undefined {
  for (let at = 0; at + layout.filesz + layout.word <= table.length; at += each) {
    if (table.readUInt32LE(at) !== PT_INTERP) continue;
    return { offset: wordAt(table, at + layout.offset, layout), length: wordAt(table, at + layout.filesz, layout) };
  }
  return undefined;
}

function wordAt(bytes: Buffer, at: number, { word }: Layout): number {
  return word === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at);
}
