import { NoSuchVolume } from '../../engine/store/errors.ts';
import type { Store } from '../../engine/store/store.ts';
import type { Volume } from '../../engine/store/volumes.ts';
import { usersOfVolume } from '../../engine/volumes.ts';
import { confirmed } from '../confirmed.ts';
import { formattedLines } from '../containers/formatted.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { labels } from '../options/labels.ts';
import { forEach } from './for-each.ts';
import { inspectEach } from './inspect-each.ts';
import { helpOf, newParser, parse } from './parser.ts';

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

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { ls, list: ls, create, rm, remove: rm, inspect, prune };

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

function ls(words: readonly string[], store: Store, io: Io): number {
  const parser = newParser('volume ls', { usage: '[OPTIONS]', description: 'List volumes.', examples: [] }, io)
    .option('-q, --quiet', 'Only the names')
    .option('--format <format>', 'json, or a template: {{.Name}}');
  if (!parse(parser, words)) return 0;
  const { quiet, format } = parser.opts<{ quiet?: true; format?: string }>();
  const volumes = store.volumes.list();
  const usual = quiet ? volumes.map(({ name }) => name) : ['DRIVER    VOLUME NAME', ...volumes.map(rowOf)];
  const lines = formattedLines(volumes.map(documentOf), { format }, 'volume ls') ?? usual;
  for (const line of lines) io.stdout.write(`${line}\n`);
  return 0;
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

/**
 * Nobody is asked, as for containers: a volume without a name was made for a container that is gone. One with a name may
 * be all that is left of somebody's work, so that takes two words.
 */
async function prune(words: readonly string[], store: Store, io: Io): Promise<number> {
  const introduction = {
    usage: '[OPTIONS]',
    description: 'Remove the volumes without a name that no container has any more.',
    examples: [['learn-run volume prune --all', 'those with a name as well']],
  } as const;
  const parser = newParser('volume prune', introduction, io)
    .option('-a, --all', 'Those with a name too')
    .option('-f, --force', 'Do not ask');
  if (!parse(parser, words)) return 0;
  const { all, force } = parser.opts<{ all?: true; force?: true }>();
  const what = all ? 'all volumes' : 'anonymous volumes';
  const warning = `This will remove ${what} that no container uses, and all that is in them.`;
  if (!force && !(await confirmed(warning, io))) return 0;
  let heading = 'Deleted Volumes:\n';
  for (const volume of store.volumes.list().filter(({ name }) => all || isAnonymous(name))) {
    // Asked right before: somebody may have begun to use it while others were removed.
    if (isUsed(store, volume)) continue;
    await store.volumes.remove(volume.name);
    io.stdout.write(`${heading}${volume.name}\n`);
    heading = '';
  }
  return 0;
}

/** A container that is being made has its volumes before they are on its record. */
function isUsed(store: Store, { name, container }: Volume): boolean {
  return usersOfVolume(store, name).length > 0 || store.containers.list().some(({ id }) => id === container);
}

const isAnonymous = (name: string) => /^[a-f0-9]{64}$/.test(name);

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
    return documentOf(one);
  });
}

const rowOf = ({ name }: Volume): string => `local     ${name}`;

/** Docker's names. */
function documentOf({ name, createdAt, labels: own, path }: Volume) {
  return {
    CreatedAt: createdAt,
    Driver: 'local',
    Labels: own,
    Mountpoint: path,
    Name: name,
    Options: null,
    Scope: 'local',
  };
}
