import { familiarName, formatReference, parseReference } from '../../engine/image/reference.ts';
import { HELP_TOPICS } from '../commands.ts';
import { UsageError, WrongArgumentCount } from '../errors.ts';
import { readCommandLine } from '../explain/command-line.ts';
import { explain as explainLine } from '../explain/explanation.ts';
import { ownCommand } from '../explain/invocation.ts';
import { explanationJson } from '../explain/json.ts';
import { isCarriedAlong, knownImage } from '../explain/known-image.ts';
import { renderExplanation } from '../explain/render.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { wantedPlatform } from '../options/platform.ts';
import { paletteFor } from '../terminal/step-view/palette.ts';
import { help } from './help.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: '[--json] [--full] [docker|podman|learn-run] [run] [OPTIONS] IMAGE [COMMAND] [ARG...]',
  description:
    'Say what each flag of a command line does: which field of config.json it sets, which kernel operations that comes to, and what it changes for safety against the default. Nothing is run, and no registry is asked.',
  examples: [
    ['learn-run explain docker run -it --rm -m 64m --cap-drop ALL alpine sh', "docker's flags"],
    ['learn-run explain podman run --userns keep-id alpine', "podman's, where they differ"],
    ['learn-run explain --privileged alpine', 'our own'],
    ['learn-run explain --json docker run -v /:/host alpine', 'for other programs'],
  ],
} as const;

/** `learn-run explain`: its own options stand before the command line. */
export async function explain(words: readonly string[], io: Io): Promise<number> {
  const count = words.findIndex((word) => !['--json', '--full', '--help'].includes(word));
  const [own, line] = count === -1 ? [words, []] : [words.slice(0, count), words.slice(count)];
  const parser = newParser('explain', INTRODUCTION, io)
    .option('--json', 'Print it as JSON, with every call and field')
    .option('--full', 'Show long lists to their end');
  if (!parse(parser, own)) return 0;
  const { json, full } = parser.opts<{ json?: true; full?: true }>();
  if (line.length === 0) throw new WrongArgumentCount('explain', 'a command line');
  const other = ownCommand(line, HELP_TOPICS);
  if (other !== undefined) return explainCommand(other, json === true, io);
  const read = readCommandLine(line, io);
  const reference = parseReference(read.image);
  const engine = openEngine(io);
  try {
    const { known, isHere } = knownImage(engine, reference, wantedPlatform(undefined));
    const explanation = await explainLine(engine, read, { image: read.image, command: read.command, known }, io);
    const offline = isCarriedAlong(reference) ? '--offline ' : '';
    const heading = {
      reference: formatReference(reference),
      isHere,
      pull: `learn-run pull ${offline}${familiarName(reference).replace(/:latest$/, '')}`,
    };
    const style = { palette: paletteFor(io.stdout), width: io.stdout.columns ?? 80, isFull: full === true };
    const text = json
      ? JSON.stringify(explanationJson(explanation, heading), null, 2)
      : renderExplanation(explanation, heading, style).join('\n');
    io.stdout.write(`${text}\n`);
    return 0;
  } finally {
    await engine.close();
  }
}

/** What makes no container has nothing to take apart: its own words tell what it does. */
async function explainCommand(command: string, isJson: boolean, io: Io): Promise<number> {
  const what = `learn-run ${command} is a command of its own, and no run of an image with this name (that is: learn-run run ${command})`;
  if (isJson) throw new UsageError(`explain --json takes command lines of run apart: ${what}`, 'explain');
  io.stdout.write(`${what}.\n\n`);
  return help([command], io);
}
