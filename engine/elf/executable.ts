import { littleEndian } from './little-endian.ts';

/** What `e_machine` says the code was made for. */
export const EM_X86_64 = 62;
export const EM_AARCH64 = 183;
export const EM_RISCV = 243;

const PT_LOAD = 1;
const PT_GNU_STACK = 0x6474e551;
const PF_X = 1;
const PF_W = 2;
const PF_R = 4;

const HEADER_SIZE = 64;
const PROGRAM_HEADER_SIZE = 56;
const PROGRAM_HEADERS = 3;

/** Arm kernels may use pages of 64 KiB; what is aligned to those is aligned everywhere. */
const PAGE = 0x10000;

/** Where things stand in the file. The headers end at 0xe8. */
const CODE_OFFSET = 0x100;
const DATA_OFFSET = 0x200;

/**
 * Where things stand in memory. The kernel maps whole pages, so an address and its file offset must agree in their
 * low 16 bits (p_vaddr ≡ p_offset modulo p_align). Code and data lie a page apart because one is executable, the other not.
 */
export const CODE_ADDRESS = 0x400000 + CODE_OFFSET;
export const DATA_ADDRESS = 0x400000 + PAGE + DATA_OFFSET;

/**
 * A static ELF executable: one segment of code, one of constants, and a stack that is not executable. Nothing in it is
 * both writable and executable, and nothing is for a linker: no sections, no symbols, no interpreter.
 * The data is found at `DATA_ADDRESS` when the program runs.
 *
 * @throws RangeError when the code does not fit before the data.
 * @see elf(5)
 */
export function elfExecutable(machine: number, code: Uint8Array, data: Uint8Array): Uint8Array {
  if (CODE_OFFSET + code.length > DATA_OFFSET) {
    throw new RangeError(`code is ${code.length} bytes long, expected at most ${DATA_OFFSET - CODE_OFFSET}`);
  }
  const file = Buffer.alloc(DATA_OFFSET + data.length);
  const size = { inFile: data.length, inMemory: data.length };
  file.set(headers(machine, code, programHeader(PT_LOAD, PF_R, DATA_OFFSET, DATA_ADDRESS, size, PAGE)), 0);
  file.set(code, CODE_OFFSET);
  file.set(data, DATA_OFFSET);
  return file;
}

/**
 * A static ELF executable as that of `elfExecutable`, with memory that can be written to in the place of constants: `size`
 * bytes at `address`, zero at first, of which the kernel provides what is used.
 */
export function elfWithBuffer(
  machine: number,
  code: Uint8Array,
  { address, size }: { readonly address: number; readonly size: number },
): Uint8Array {
  const buffer = programHeader(PT_LOAD, PF_R | PF_W, 0, address, { inFile: 0, inMemory: size }, PAGE);
  const file = Buffer.alloc(CODE_OFFSET + code.length);
  file.set(headers(machine, code, buffer), 0);
  file.set(code, CODE_OFFSET);
  return file;
}

function headers(machine: number, code: Uint8Array, second: Uint8Array): Uint8Array {
  const size = { inFile: code.length, inMemory: code.length };
  return Buffer.concat([
    fileHeader(machine),
    programHeader(PT_LOAD, PF_R | PF_X, CODE_OFFSET, CODE_ADDRESS, size, PAGE),
    second,
    programHeader(PT_GNU_STACK, PF_R | PF_W, 0, 0, { inFile: 0, inMemory: 0 }, 16),
  ]);
}

/** The 64 bytes that every ELF file begins with: `Elf64_Ehdr`. */
function fileHeader(machine: number): Uint8Array {
  return littleEndian([
    ['EI_MAG', 4, 0x464c457f], //                 0x7f 'E' 'L' 'F'
    ['EI_CLASS', 1, 2], //                        ELFCLASS64
    ['EI_DATA', 1, 1], //                         ELFDATA2LSB: little endian
    ['EI_VERSION', 1, 1],
    ['EI_OSABI', 1, 0], //                        ELFOSABI_SYSV
    ['EI_ABIVERSION and EI_PAD', 8, 0],
    ['e_type', 2, 2], //                          ET_EXEC: runs at fixed addresses
    ['e_machine', 2, machine],
    ['e_version', 4, 1],
    ['e_entry', 8, CODE_ADDRESS], //              the first instruction
    ['e_phoff', 8, HEADER_SIZE], //               program headers follow at once
    ['e_shoff', 8, 0], //                         no section headers
    ['e_flags', 4, 0],
    ['e_ehsize', 2, HEADER_SIZE],
    ['e_phentsize', 2, PROGRAM_HEADER_SIZE],
    ['e_phnum', 2, PROGRAM_HEADERS],
    ['e_shentsize', 2, 0],
    ['e_shnum', 2, 0],
    ['e_shstrndx', 2, 0],
  ]);
}

/** One segment, for execve(2) to map: `Elf64_Phdr`. */
function programHeader(
  type: number,
  flags: number,
  offset: number,
  address: number,
  size: { readonly inFile: number; readonly inMemory: number },
  align: number,
) {
  return littleEndian([
    ['p_type', 4, type],
    ['p_flags', 4, flags],
    ['p_offset', 8, offset],
    ['p_vaddr', 8, address],
    ['p_paddr', 8, address],
    ['p_filesz', 8, size.inFile],
    ['p_memsz', 8, size.inMemory],
    ['p_align', 8, align],
  ]);
}
