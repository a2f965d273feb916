import { NoSuchVolume } from '../../engine/store/errors.ts';
import type { Store } from '../../engine/store/store.ts';
import { usersOfVolume } from '../../engine/volumes.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { labels } from '../options/labels.ts';
import { forEach } from './for-each.ts';
import { inspectEach } from './inspect-each.ts';
import { helpOf, newParser, parse } from './parser.ts';
import { listVolumes, volumeDocument } from './volume-ls.ts';
import { pruneVolumes } from './volume-prune.ts';

const USAGE = {
  usage: 'ls|create|rm|inspect|prune',
  description: 'Look after volumes: directories that outlive containers.',
  examples: [
    ['learn-run volume create data', 'an empty one'],
    ['learn-run run -v data:/srv alpine touch /srv/x', 'made where it is missing'],
    ['learn-run volume ls', 'all of them'],
    ['learn-run volume inspect data', 'where it is on the host'],
    ['learn-run volume rm data', 'with all that is in it'],
    ['learn-run volume prune', 'those without a name that no container has any more'],
  ],
} as const;

/** A subcommand: the words behind its name. */
type Subcommand = (words: readonly string[], store: Store, io: Io) => Promise<number> | number;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  ls: listVolumes,
  list: listVolumes,
  create,
  rm,
  remove: rm,
  inspect,
  prune: pruneVolumes,
};

/** `learn-run volume`, with docker's subcommands. */
export async function volume([name, ...words]: readonly string[], io: Io): Promise<number> {
  if (name === undefined || !Object.hasOwn(SUBCOMMANDS, name)) return helpOf('volume', USAGE, name, io);
  const engine = openEngine(io);
  try {
    return await SUBCOMMANDS[name]!(words, engine.store, io);
  } finally {
    await engine.close();
  }
}

function create(words: readonly string[], store: Store, io: Io): number {
  const introduction = { usage: '[OPTIONS] [VOLUME]', description: 'Create a volume.', examples: [] };
  const parser = newParser('volume create', introduction, io)
    .argument('[volume]')
    .option('-d, --driver <name>', 'local, the only one', 'local')
    .option('--label <name=value>', 'Put a label on it', (label: string, all: string[]) => [...all, label], []);
  if (!parse(parser, words)) return 0;
  const { driver, label } = parser.opts<{ driver: string; label: string[] }>();
  if (driver !== 'local') {
    throw new UsageError(`volume driver ${JSON.stringify(driver)} is not supported: must be "local"`, 'volume create');
  }
  const options = { labels: labels({ label, labelFile: [], annotation: [] }) };
  const [name] = parser.args;
  const { name: made } = name ? store.volumes.ensure(name, options) : store.volumes.createAnonymous(options);
  io.stdout.write(`${made}\n`);
  return 0;
}

async function rm(words: readonly string[], store: Store, io: Io): Promise<number> {
  const introduction = { usage: '[OPTIONS] VOLUME [VOLUME...]', description: 'Remove volumes.', examples: [] };
  const parser = newParser('volume rm', introduction, io)
    .argument('<volume...>')
    .option('-f, --force', 'No error for one that is not there');
  if (!parse(parser, words)) return 0;
  const { force } = parser.opts<{ force?: true }>();
  return forEach(parser.args, io, async (name) => {
    const isGone = force && store.volumes.get(name) === undefined;
    if (!isGone) await store.volumes.remove(name, usersOfVolume(store, name));
    io.stdout.write(`${name}\n`);
  });
}

async function inspect(words: readonly string[], store: Store, io: Io): Promise<number> {
  const introduction = {
    usage: '[OPTIONS] VOLUME [VOLUME...]',
    description: 'Show volumes as JSON.',
    examples: [["learn-run volume inspect -f '{{.Mountpoint}}' data", 'where it is on the host']],
  } as const;
  const parser = newParser('volume inspect', introduction, io)
    .argument('<volume...>')
    .option('-f, --format <format>', 'json, or a template: {{.Mountpoint}}');
  if (!parse(parser, words)) return 0;
  const { format } = parser.opts<{ format?: string }>();
  return inspectEach({ names: parser.args, format, command: 'volume inspect' }, io, (name) => {
    const one = store.volumes.get(name);
    if (one === undefined) throw new NoSuchVolume(name);
    return volumeDocument(one);
  });
}
