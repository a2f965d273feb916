import { type SyscallError, shownSystemError } from '../syscall/errors.ts';
import type { Argument, Call, Named, Names, Text } from './call.ts';
import type { TracedCall } from './traced-call.ts';

/** Name and arguments of a call as strace(1) would print them, flags by name. */
export function shownCall({ name, args, shown }: Call<unknown>): Omit<TracedCall, 'result'> {
  return { name: shown?.name ?? name, args: (shown?.args ?? args).map(shownArgument) };
}

/** What the kernel's negative result means. */
export function errorOf(call: Call<unknown>, result: number): SyscallError {
  const { name, args } = shownCall(call);
  return shownSystemError(name, -result, args);
}

function shownArgument(argument: Argument | Text): string {
  if (argument === null) return 'NULL';
  if (typeof argument === 'bigint') return `0x${argument.toString(16)}`;
  if (typeof argument === 'string' || typeof argument === 'number') return JSON.stringify(argument);
  if (Buffer.isBuffer(argument)) return JSON.stringify(argument.toString('latin1'));
  if ('text' in argument) return argument.text;
  if ('value' in argument) return shownBits(argument.value, namesIn(argument));
  if ('room' in argument) return `${argument.room} bytes`;
  if ('bytes' in argument) return `${argument.bytes.length} bytes`;
  if ('strings' in argument) return JSON.stringify(argument.strings);
  return `{${argument.words.map(shownArgument).join(', ')}}`;
}

const namesIn = ({ names }: Named): Names => (typeof names === 'function' ? names() : names);

/** `MS_NOSUID|MS_NODEV`; what has no name stays a number. */
function shownBits(value: number, names: Names): string {
  const whole = Object.entries(names).find(([, number]) => number === value);
  if (whole) return whole[0];
  const set = Object.entries(names).filter(([, bit]) => bit !== 0 && (value & bit) === bit);
  const rest = set.reduce((left, [, bit]) => left & ~bit, value);
  const shown = [...set.map(([name]) => name), ...(rest === 0 ? [] : [`0x${(rest >>> 0).toString(16)}`])];
  return shown.join('|') || '0';
}
