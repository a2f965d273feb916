import { join } from 'node:path';
import { makeBusyboxBundle } from '../fixtures/bundle.ts';
import { type Ending, Sandbox } from '../fixtures/sandbox.ts';

/** The built command, with a store of its own. It is forgotten with the machine. */
export const sandbox = new Sandbox();
const rootfs = join(makeBusyboxBundle(), 'rootfs');

export const learnRun = (...words: readonly string[]): Promise<Ending> => sandbox.run(words);

/**
 * Runs a shell script in a new container, without what is not tried here: an image to look up, a recording to write, and a
 * network to make where none is asked for.
 */
export function runScript(script: string, ...options: readonly string[]): Promise<Ending> {
  const network = options.includes('--network') ? [] : ['--network', 'none'];
  return learnRun('--no-record', ...network, ...options, '--rootfs', rootfs, 'sh', '-c', script);
}

/** The lines of a command that has to succeed. */
export async function linesOf(ending: Promise<Ending>): Promise<string[]> {
  const { stdout, stderr, status } = await ending;
  if (status !== 0) throw new Error(`ended with ${status}: ${stderr}${stdout}`);
  return stdout.trimEnd().split('\n');
}
