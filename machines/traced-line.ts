import type { TracedCall } from '../engine/stub/traced-call.ts';

/**
 * `mount("proc", "/proc", …) = 0`: a kernel call with its result, as strace(1) prints it.
 *
 * It stands here, and not beside the type, because actors say it, terminals show it, and a page in a browser does too.
 */
export const tracedLine = ({ name, args, result }: TracedCall): string => `${name}(${args.join(', ')}) = ${result}`;
