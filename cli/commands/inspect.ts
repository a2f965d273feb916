import { readRun } from '../../engine/record/read-run.ts';
import { openRecordedInspector } from '../inspector/recorded-inspector.ts';
import { sharedPlace } from '../inspector/share/own-address.ts';
import { showClass } from '../inspector/share/show-class.ts';
import { showAddress } from '../inspector/show-address.ts';
import type { Io } from '../io.ts';
import { packOf, readPack } from '../lesson/pack.ts';
import { sharing } from '../options/inspecting.ts';
import { onStopSignals } from '../stop-signals.ts';
import { newParser, parse } from './parser.ts';
import { runFileNamed } from './replay.ts';

const INTRODUCTION = {
  usage: '[OPTIONS] CONTAINER|FILE|RUN|IMAGE',
  description:
    'Show all that is known of containers and images, as JSON; or look at a recorded run in a browser: its chart, its evidence, every moment of it. That ends with its page, or Ctrl-C.',
  examples: [
    ['learn-run inspect web', "docker's document about a container, as far as it is true here"],
    ["learn-run inspect -f '{{.State.Pid}}' web", 'one field of it'],
    ["learn-run inspect -f '{{json .Config.Env}}' alpine", 'one field of an image, as JSON'],
    ['learn-run inspect last', 'the last run'],
    ['learn-run inspect ticket.run', 'a file that somebody has sent'],
    ['learn-run inspect hello-world', 'a recording that learn-run carries along'],
    ['learn-run inspect hello-world --share', 'and in the browsers of a class in the same network'],
  ],
} as const;

/** `learn-run inspect`: a run file on a page. Resolves when nobody looks any more. */
export async function inspect(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('inspect', INTRODUCTION, io)
    .argument('<file>')
    // Whoever gives them has asked for containers or images, and is not here: the help tells of all.
    .option('-f, --format <format>', 'Of containers and images: json, or a template')
    .option('-s, --size', 'Of containers: how much they have written, too')
    .option('--type <type>', 'container or image; a container is looked for first')
    .option(
      '--share [address]',
      'Let a class in the same network follow in their browsers, by a code; =ADDRESS[:PORT] of this machine',
    );
  // It takes a value only behind `=`, so that `--share FILE` means what it says.
  if (
    !parse(
      parser,
      words.toSorted((a, b) => Number(a === '--share') - Number(b === '--share')),
    )
  )
    return 0;
  const wanted = sharing(parser.opts<{ share?: true | string }>().share, 'inspect');
  const run = readRun(runFileNamed(parser.args[0] as string, io));
  const place = wanted && (await sharedPlace(wanted));
  const { close, watchers, address, classroom } = await openRecordedInspector(run, readPack(packOf(io)), place);
  const interruption = new AbortController();
  const signals = onStopSignals(() => interruption.abort());
  const isInteractive = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  const browser = showAddress(address, isInteractive, io);
  if (classroom !== undefined) showClass(classroom, io);
  try {
    io.stderr.write('It stays until its page is closed, or Ctrl-C.\n');
    await watchers.came(interruption.signal);
    browser.forget();
    await watchers.last(interruption.signal);
    return signals.exitCode() ?? 0;
  } finally {
    signals.stop();
    browser.forget();
    await close();
  }
}
