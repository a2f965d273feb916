import { printable } from '../engine/image/printable.ts';
import { didYouMean } from './argv.ts';
import { FLAGS_AFTER_IMAGE } from './options/run-options.ts';

/** Those of ours that hardly any program has: `--json` or `--inspect` may well be meant for it. */
const OURS = ['--step', '--predict', '--present', '--simulate', '--break-on-error'];

/**
 * What to say to a person whose program has failed and was given a flag of learn-run; undefined where it was not.
 *
 * Everything behind the first word of the command is the program's own, as with docker, so `alpine ls --step` runs
 * `ls --step`.
 *
 * @param command what stood behind the image
 */
export function misplacedFlag(image: string, command: readonly string[]): string | undefined {
  const flag = command.slice(1).find((word) => OURS.some((ours) => word === ours || word.startsWith(`${ours}=`)));
  if (flag === undefined) return undefined;
  const rest = command.filter((word) => word !== flag).join(' ');
  return `learn-run: ${flag} went to the program; to learn-run it goes in front of the command: learn-run ${image} ${flag} ${rest}\n`;
}

/**
 * What to say to a person whose flag behind the image is nearly one of learn-run, and so became the program; undefined
 * where it is like none of them.
 */
export function mistypedFlag([program = '']: readonly string[]): string | undefined {
  if (!program.startsWith('--')) return undefined;
  const question = didYouMean(program.replace(/=.*/s, ''), FLAGS_AFTER_IMAGE);
  return question === '' ? undefined : `learn-run: ${printable(program)} was taken for the program. ${question}\n`;
}
