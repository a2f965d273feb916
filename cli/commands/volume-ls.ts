import type { Store } from '../../engine/store/store.ts';
import type { Volume } from '../../engine/store/volumes.ts';
import { isVolumeUsed } from '../../engine/volumes.ts';
import { formattedLines } from '../containers/formatted.ts';
import type { Io } from '../io.ts';
import { booleanOf, expressionOf, hasLabel, readFilters, valuesOf } from '../options/filters.ts';
import { list } from '../options/list-option.ts';
import { newParser, parse } from './parser.ts';

const COMMAND = 'volume ls';

const INTRODUCTION = {
  usage: '[OPTIONS]',
  description: 'List volumes.',
  examples: [['learn-run volume ls --filter dangling=true', 'those that no container has any more']],
} as const;

interface LsOptions {
  readonly filter: readonly string[];
  readonly quiet?: true;
  readonly format?: string;
}

/** `learn-run volume ls`, as docker's. */
export function listVolumes(words: readonly string[], store: Store, io: Io): number {
  const parser = newParser(COMMAND, INTRODUCTION, io)
    .addOption(list('-f, --filter <name=value>', 'Only some: name=data, label=a=b, dangling=true, driver=local'))
    .option('-q, --quiet', 'Only the names')
    .option('--format <format>', 'json, or a template: {{.Name}}');
  if (!parse(parser, words)) return 0;
  const { filter, quiet, format } = parser.opts<LsOptions>();
  const volumes = store.volumes.list().filter(wanted(filter, store));
  const usual = quiet ? volumes.map(({ name }) => name) : ['DRIVER    VOLUME NAME', ...volumes.map(rowOf)];
  const lines = formattedLines(volumes.map(fieldsOf), { format }, COMMAND) ?? usual;
  for (const line of lines) io.stdout.write(`${line}\n`);
  return 0;
}

/** Every label that is named, one of several names or drivers. @throws FlagError, UsageError in docker's words */
function wanted(texts: readonly string[], store: Store): (volume: Volume) => boolean {
  const names = ['name', 'label', 'dangling', 'driver'];
  const filters = readFilters(texts, { flag: '-f, --filter', command: COMMAND, names });
  const expressions = valuesOf(filters, 'name').map((value) => expressionOf('name', value, COMMAND));
  const [labels, drivers] = [valuesOf(filters, 'label'), valuesOf(filters, 'driver')];
  const isUnused = booleanOf('dangling', filters, COMMAND);
  return (volume) =>
    (expressions.length === 0 || expressions.some((expression) => expression.test(volume.name))) &&
    labels.every((label) => hasLabel(volume.labels, label)) &&
    (drivers.length === 0 || drivers.includes('local')) &&
    (isUnused === undefined || isUnused !== isVolumeUsed(store, volume));
}

/** In docker's fields; what a list does not look for has no value, as there. */
function fieldsOf({ name, labels, path }: Volume) {
  const unknown = 'N/A';
  return {
    Availability: unknown,
    Driver: 'local',
    Group: unknown,
    Labels: Object.entries(labels)
      .map((pair) => pair.join('='))
      .sort()
      .join(','),
    Links: unknown,
    Mountpoint: path,
    Name: name,
    Scope: 'local',
    Size: unknown,
    Status: unknown,
  };
}

const rowOf = ({ name }: Volume): string => `local     ${name}`;

/** Docker's document about a volume. */
export function volumeDocument({ name, createdAt, labels: own, path }: Volume) {
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
