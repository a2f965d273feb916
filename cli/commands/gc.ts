import { removeAbandoned } from '../../engine/abandoned.ts';
import { sweepNetworks } from '../../engine/sweep-networks.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { humanSize } from '../terminal/human-size.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '',
  description: 'Remove what no image and no container needs: content without a name, and what killed runs have left.',
  examples: [['learn-run gc', 'tidy up; images that have a name stay']],
} as const;

/** `learn-run gc`. Nothing that has a name or is in use is touched, so it may be called at any time. */
export async function gc(words: readonly string[], io: Io): Promise<number> {
  if (!parse(newParser('gc', INTRODUCTION, io), words)) return 0;
  const engine = openEngine(io);
  try {
    const containers = await removeAbandoned(engine);
    await sweepNetworks(engine);
    const { isPostponed, blobs, snapshots, bytes } = await engine.store.collectGarbage();
    const counts = [count(containers, 'container'), count(blobs, 'blob'), count(snapshots, 'snapshot')];
    io.stdout.write(`Removed ${counts.join(', ')}: ${humanSize(bytes)}\n`);
    if (isPostponed) io.stderr.write('A pull is under way: its content and all other is left for the next time.\n');
    return 0;
  } finally {
    await engine.close();
  }
}

const count = ({ length }: { readonly length: number }, noun: string) => `${length} ${noun}${length === 1 ? '' : 's'}`;
