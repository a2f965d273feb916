import type { BuiltImage } from '../image.ts';
import { buildSpecimen, catLayer, file } from './specimen.ts';

/** `missing-interpreter`: a script whose first line names a program that the image does not have. @see execve(2) */
export function buildMissingInterpreter(): BuiltImage {
  return buildScript('#!/bin/nope\nThis line is never read.\n');
}

/**
 * `crlf-script`: a script written on Windows. Its first line ends with a carriage return, and the kernel takes that for
 * a part of the interpreter's name.
 */
export function buildCrlfScript(): BuiltImage {
  return buildScript('#!/bin/cat\r\nThis line would be printed.\r\n');
}

/** `good-script`: the same script as it should be. */
export function buildGoodScript(): BuiltImage {
  return buildScript('#!/bin/cat\nThis line is printed by /bin/cat, the interpreter of this script.\n');
}

function buildScript(text: string): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [catLayer(architecture), { line: 'COPY start /', files: [file('start', text, 0o755)] }],
    config: { Cmd: ['/start'] },
  }));
}
