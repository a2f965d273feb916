/** One bit of the status that wait(2) gives. */
export interface StatusBit {
  readonly place: number;
  readonly isSet: boolean;
  readonly part: 'exit code' | 'core dumped' | 'signal';
}

/** What the 16 bits say, and what becomes of them. */
export interface WaitStatus {
  readonly hex: string;
  readonly bits: readonly StatusBit[];
  readonly exitCode: number;
  readonly signal: number;
  readonly hasCore: boolean;
  /** What the caller's shell sees. */
  readonly shell: number;
}

/** The wait status of the evidence, `0x0100`, bit by bit, the highest first. @see wait(2) */
export function waitStatus(hex: string): WaitStatus {
  const value = Number.parseInt(hex, 16) & 0xffff;
  const [exitCode, signal] = [(value >> 8) & 0xff, value & 0x7f];
  const bits = Array.from({ length: 16 }, (_, index) => {
    const place = 15 - index;
    return { place, isSet: ((value >> place) & 1) === 1, part: partOf(place) };
  });
  return { hex, bits, exitCode, signal, hasCore: (value & 0x80) !== 0, shell: signal === 0 ? exitCode : 128 + signal };
}

function partOf(place: number): StatusBit['part'] {
  if (place > 7) return 'exit code';
  return place === 7 ? 'core dumped' : 'signal';
}
