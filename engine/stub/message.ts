import { syscallNumber } from '../syscall/numbers.ts';
import type { Argument, Call } from './call.ts';
import { BUFFER } from './code.ts';
import { MessageTooLong } from './errors.ts';

/**
 * What goes to the stub and comes back, all of it little-endian:
 *
 *     header   16 bytes   size of what follows, number of calls, bytes of the reply, 0        4 bytes each
 *     calls    64 bytes   number, six arguments, 1 if those behind are made even if it fails  8 bytes each
 *     rooms               what the kernel may write to
 *     input               what it reads: strings, structures
 *
 * The reply is the same up to the end of the rooms: the number of calls is what is left of them, and results stand where
 * the numbers were. Every pointer is an address in the stub, where the message lies at `BUFFER`.
 */
const HEADER = 16;
const CALL = 64;
const MAY_FAIL = 56;

/** Bytes that the stub has room for; memory that is not used costs nothing. */
export const BUFFER_SIZE = 4 * 1024 * 1024;

/**
 * Stands in the place of a call: from now on the child of the clone(2) in front of it reads requests from, and writes
 * replies to, these two descriptors.
 */
export interface ChildSwitch {
  readonly requests: number;
  readonly replies: number;
}

/** A call on its way, and what is to be known of it besides. */
export interface Step {
  readonly call: Call<unknown>;
  /** True where the calls behind this one are made even if it fails. */
  readonly mayFail?: boolean;
}

/** A request, and what is needed to read its reply. */
export interface Request {
  readonly message: Buffer;
  readonly replyLength: number;
  /** Where each call's rooms begin and end in the reply. */
  readonly rooms: readonly (readonly [start: number, end: number])[][];
}

/** A call's result as the kernel gave it, negative for an error; undefined where it was not made. */
export interface RawResult {
  readonly result: number | undefined;
  readonly written: readonly Buffer[];
}

/**
 * @param numberOf the number of a call, for a stub of another processor
 * @throws MessageTooLong
 */
export function encodeRequest(steps: readonly (Step | ChildSwitch)[], numberOf = syscallNumber): Request {
  const layout = new Layout(HEADER + steps.length * CALL);
  for (const step of steps) if ('call' in step) layout.reserve(step.call.args);
  const replyLength = layout.length;
  const writes = steps.map((step) => ('call' in step ? step.call.args.map((argument) => layout.place(argument)) : []));
  const message = layout.bytes();
  message.writeUInt32LE(message.length - HEADER, 0);
  message.writeUInt32LE(steps.length, 4);
  message.writeUInt32LE(replyLength, 8);
  for (const [index, step] of steps.entries())
    writeCall(message, HEADER + index * CALL, step, writes[index]!, numberOf);
  const rooms = steps.map((step) => ('call' in step ? layout.roomsOf(step.call.args) : []));
  return { message, replyLength, rooms };
}

export function decodeReply(reply: Buffer, rooms: Request['rooms']): RawResult[] {
  const made = rooms.length - reply.readUInt32LE(4);
  return rooms.map((ranges, index) => {
    const at = HEADER + index * CALL;
    // The call that failed is still counted among those that are left.
    const result = index <= made ? Number(reply.readBigInt64LE(at)) : undefined;
    return { result, written: ranges.map(([start, end]) => reply.subarray(start, end)) };
  });
}

function writeCall(
  message: Buffer,
  at: number,
  step: Step | ChildSwitch,
  args: readonly (number | bigint)[],
  numberOf: (name: string) => number,
): void {
  if (!('call' in step)) {
    for (const [index, word] of [-1, step.requests, step.replies].entries()) writeWord(message, at + 8 * index, word);
    return;
  }
  writeWord(message, at, numberOf(step.call.name));
  for (const [index, word] of args.entries()) writeWord(message, at + 8 + 8 * index, word);
  writeWord(message, at + MAY_FAIL, step.mayFail ? 1 : 0);
}

/** A number, negative ones too, is written in two halves: to make bigints of some thousand words takes long. */
function writeWord(message: Buffer, at: number, word: number | bigint): void {
  if (typeof word === 'bigint') {
    message.writeBigUInt64LE(BigInt.asUintN(64, word), at);
    return;
  }
  message.writeUInt32LE(word >>> 0, at);
  message.writeUInt32LE(Math.floor(word / 2 ** 32) >>> 0, at + 4);
}

/** Where things go behind the calls: first every room, then the input. */
class Layout {
  readonly #rooms = new Map<Argument, readonly [number, number]>();
  readonly #pieces: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  length: number;

  constructor(length: number) {
    this.length = length;
  }

  reserve(args: readonly Argument[]): void {
    for (const argument of args) {
      if (isA(argument, 'room')) {
        const at = this.#grow(argument.room);
        this.#rooms.set(argument, [at, at + argument.room]);
        if (argument.filled) this.#pieces.push({ at, bytes: argument.filled });
      } else if (isA(argument, 'words')) this.reserve(argument.words);
    }
  }

  roomsOf(args: readonly Argument[]): (readonly [number, number])[] {
    return args.flatMap((argument) => {
      if (isA(argument, 'words')) return this.roomsOf(argument.words);
      return isA(argument, 'room') ? [this.#rooms.get(argument)!] : [];
    });
  }

  /** The word that stands for an argument: a number, or the address in the stub of what it points to. */
  place(argument: Argument): number | bigint {
    if (typeof argument === 'number' || typeof argument === 'bigint') return argument;
    if (argument === null) return 0;
    if (typeof argument === 'string' || Buffer.isBuffer(argument)) return this.#put(cString(argument));
    if (isA(argument, 'value')) return argument.value;
    if (isA(argument, 'room')) return BUFFER + this.#rooms.get(argument)![0];
    if (isA(argument, 'bytes')) return this.#put(argument.bytes);
    if (isA(argument, 'strings')) return this.#putWords([...argument.strings, null]);
    return this.#putWords((argument as { words: readonly Argument[] }).words);
  }

  bytes(): Buffer {
    if (this.length > BUFFER_SIZE) throw new MessageTooLong(this.length, BUFFER_SIZE);
    const message = Buffer.alloc(this.length);
    for (const { at, bytes } of this.#pieces) message.set(bytes, at);
    return message;
  }

  #putWords(args: readonly Argument[]): number {
    const words = Buffer.alloc(8 * args.length);
    for (const [index, argument] of args.entries()) writeWord(words, 8 * index, this.place(argument));
    return this.#put(words);
  }

  #put(bytes: Uint8Array): number {
    const at = this.#grow(bytes.length);
    this.#pieces.push({ at, bytes });
    return BUFFER + at;
  }

  /** Everything begins at a multiple of eight, as the kernel's structures want it. */
  #grow(size: number): number {
    const at = this.length;
    this.length += Math.ceil(size / 8) * 8;
    return at;
  }
}

function isA<Key extends string>(argument: Argument, key: Key): argument is Extract<Argument, Record<Key, unknown>> {
  return typeof argument === 'object' && argument !== null && key in argument;
}

/** @throws TypeError where the text holds a NUL byte, which would cut it short */
function cString(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.includes(0))
    throw new TypeError(`a string for the kernel must not contain a NUL byte: ${JSON.stringify(String(text))}`);
  return Buffer.concat([bytes, Buffer.of(0)]);
}
