import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { parseReference } from '../../engine/image/reference.ts';
import { unpackImage } from '../../engine/layer/unpack-image.ts';
import { type KnownImage, planRun, type RunPlan } from '../../engine/plan/plan-run.ts';
import { withInheritedMounts } from '../../engine/volumes-from.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { planInput } from '../../machines/actors/dry/plan-input.ts';
import { UsageError, WrongArgumentCount } from '../errors.ts';
import { type CommandLine, readCommandLine } from '../explain/command-line.ts';
import { ANY_TERMINAL, parsedOptions } from '../explain/compile.ts';
import { readInvocation } from '../explain/invocation.ts';
import { dockerLine, podmanLine } from '../export/engines.ts';
import { shellLine, shellWord } from '../export/shell.ts';
import { makeSources, portable, STARTERS, writeExport } from '../export/write-export.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { wantedPlatform } from '../options/platform.ts';
import { runRequest } from '../options/run-request.ts';
import { layersOf, storedImage } from '../stored-image.ts';
import { withNewDirectory } from './new-directory.ts';
import { newParser, parse } from './parser.ts';
import { printWarnings, unpackOptions } from './unpack-options.ts';

/** What to do in place of exporting a directory. */
const CONFIG_ALONE = 'learn-run --dry-run --json --rootfs DIRECTORY … shows the other half, config.json.';

const INTRODUCTION = {
  usage: 'DIRECTORY [docker|podman|learn-run] [run] [OPTIONS] IMAGE [COMMAND] [ARG...]',
  description:
    'Write a run down for others: an OCI bundle with its root file system, and beside it what starts the same by runc, crun, bubblewrap, docker, podman, and by the commands of a shell that do it by hand. Nothing is run.',
  examples: [
    ['learn-run export ./hello hello-world', 'then: sh hello/run.sh'],
    ['learn-run export ./box docker run -m 64m alpine sh', 'from a command line of docker'],
    ['learn-run export ./box --offline hello-world', 'with no network'],
  ],
} as const;

/** `learn-run export`. Leaves no half-made directory behind. */
export async function exportRun(words: readonly string[], io: Io): Promise<number> {
  const [directory, ...line] = words;
  const isOption = directory?.startsWith('-') === true;
  if (!parse(newParser('export', INTRODUCTION, io), isOption ? words : [])) return 0;
  if (directory === undefined || line.length === 0)
    throw new WrongArgumentCount('export', 'a directory and a command line');
  const read = readCommandLine(line, io);
  await withNewDirectory(directory, async (path) => {
    const { tool, rest } = readInvocation(line);
    const leftOut = await fill(path, read, shellLine([tool, 'run', ...rest]), io);
    for (const note of leftOut) io.stderr.write(`learn-run: ${note}\n`);
  });
  io.stdout.write(`${startersText(shownPath(directory)).join('\n')}\n`);
  return 0;
}

/** Fills the directory, and says what of the command line is not in it. */
async function fill(path: string, line: CommandLine, title: string, io: Io): Promise<string[]> {
  const unsupported = line.flags.filter(({ standing }) => standing === 'unsupported').map(({ long }) => long);
  const taken = line.flags.filter(({ standing }) => standing !== 'unsupported').map(({ option }) => option);
  const options = parsedOptions(taken, io);
  if (options.rootfs)
    throw new UsageError('--rootfs: the directory is one half of a bundle already', 'export', CONFIG_ALONE);
  const reference = parseReference(line.image);
  const platform = wantedPlatform(options.platform);
  const request = runRequest(options, {
    reference,
    platform,
    command: line.command,
    env: io.env,
    terminal: ANY_TERMINAL,
  });
  const engine = openEngine(io, options);
  try {
    const image = await storedImage(engine, { reference, platform }, io);
    const layers = image.layers.map(({ directory }) => directory);
    const id = randomBytes(32).toString('hex');
    const plan = await compiled(engine, request, { config: image.config, layers }, id);
    makeSources(plan);
    const exported = {
      title,
      plan,
      request,
      name: `learn-run-${id.slice(0, 12)}`,
      docker: dockerLine(line),
      podman: podmanLine(line),
      store: engine.store.root,
      image: line.image,
    };
    writeExport(path, exported);
    mkdirSync(join(path, 'rootfs'));
    const stored = layersOf(image, ({ digest }) => engine.store.content.pathOf(digest));
    printWarnings(await unpackImage(stored, join(path, 'rootfs'), unpackOptions(engine)), io);
    return notes(unsupported, plan, request);
  } finally {
    await engine.close();
  }
}

async function compiled(engine: Engine, request: RunRequest, image: KnownImage, id: string) {
  const { volumes } = engine.store;
  const above = resolve(volumes.pathOf('any'), '../..');
  return planRun(engine, {
    ...planInput(request, image, id),
    options: withInheritedMounts(engine.store, request.process),
    amend: (spec) => portable(spec, (source) => source.startsWith(`${above}/`)),
  });
}

function notes(unsupported: readonly string[], { network, spec }: RunPlan, { restart }: RunRequest): string[] {
  return [
    ...unsupported.map((flag) => `${flag} is not in it: learn-run does not have it`),
    ...(network.mode === 'bridge' && spec.linux.namespaces.some(({ type }) => type === 'network')
      ? ['a bundle has no word for the bridge: the container has its own loopback and no other network']
      : []),
    ...(restart ? ['a bundle has no word for --restart: whoever starts it has to start it again'] : []),
  ];
}

/** From here, where that is not up and down again. */
function shownPath(directory: string): string {
  const path = relative('', resolve(directory));
  return path === '' ? '.' : path.startsWith('..') ? resolve(directory) : path;
}

function startersText(directory: string): string[] {
  const width = Math.max(...Object.keys(STARTERS).map((file) => file.length));
  return [
    `${directory} has the run as a bundle: config.json and rootfs. To start it:`,
    '',
    ...Object.entries(STARTERS).map(
      ([file, what]) => `  sh ${shellWord(`${directory}/${file}`)}${' '.repeat(width - file.length)}   ${what}`,
    ),
  ];
}
