import type { Output } from '../io.ts';

/** More than any command line of ours has; terminals take about 100 kB. */
const MOST = 64 * 1024;

/**
 * Puts the text into the clipboard of whoever looks at the terminal, also over SSH. Terminals may refuse, and do not say.
 *
 * @see xterm's ctlseqs, OSC 52
 */
export function copyToClipboard(text: string, terminal: Output): void {
  const data = Buffer.from(text.slice(0, MOST)).toString('base64');
  terminal.write(`\x1b]52;c;${data}\x07`);
}
