import { CALLS } from '../../../panes/meanings/syscalls.ts';
import { lookup } from './lookup.ts';

/** A call to the kernel as the evidence has it. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly result: string;
}

/** `mount("proc", "/proc", …) = 0`: as strace(1) prints it. */
export const callText = ({ name, args, result }: Call): string => `${name}(${args.join(', ')}) = ${result}`;

export const isRefused = ({ result }: Call): boolean => /^E[A-Z0-9]+$/.test(result);

/** What the call is made for when a container is made; undefined for calls that are not explained. */
export const syscallMeaning = (name: string): string | undefined =>
  lookup(CALLS, name) ?? lookup(CALLS, name.split(' ')[0]!);
