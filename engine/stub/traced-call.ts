/** One kernel call that was made, in words that can be shown and kept: what strace(1) would print. */
export interface TracedCall {
  readonly name: string;
  /** The arguments in the C order, flags by name. */
  readonly args: readonly string[];
  /** The result, or the symbolic name of the error. */
  readonly result: string;
}

/** `mount("proc", "/proc", …)`: the call as it is about to be made. */
export function callLine({ name, args }: Pick<TracedCall, 'name' | 'args'>): string {
  return `${name}(${args.join(', ')})`;
}
