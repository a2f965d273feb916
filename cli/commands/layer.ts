import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyChangeset } from '../../engine/layer/unpack-image.ts';
import { DirectoryUnusable, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { newParser, parse } from './parser.ts';
import { printWarnings, unpackOptions } from './unpack-options.ts';

const INTRODUCTION = {
  usage: 'DIRECTORY < layer.tar[.gz|.zst]',
  description: 'Apply one layer to a directory, whiteouts carried out. Nothing outside the directory is touched.',
  examples: [['learn-run layer apply ./rootfs < layer.tar.gz', 'the digest of the plain archive is printed']],
} as const;

/** `learn-run layer apply`: the archive on stdin; prints its diffID. */
export async function layer([action, ...words]: readonly string[], io: Io): Promise<number> {
  const parser = newParser('layer apply', INTRODUCTION, io).argument('<directory>');
  const wantsHelp = action === '--help';
  if (!wantsHelp && action !== 'apply')
    throw new UsageError(`unknown action: ${action ?? ''}: expected learn-run layer apply`, 'layer');
  if (!parse(parser, wantsHelp ? [action] : words)) return 0;
  const directory = resolve(parser.args[0] ?? '');
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new DirectoryUnusable(directory, 'it is not an existing directory');
  }
  const engine = openEngine(io);
  try {
    const report = await applyChangeset(io.stdin, directory, unpackOptions(engine));
    printWarnings([report], io);
    io.stdout.write(`${report.diffId}\n`);
    return 0;
  } finally {
    await engine.close();
  }
}
