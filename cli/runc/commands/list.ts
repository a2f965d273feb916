import { type Description, describe } from '../../../engine/lifecycle/describe.ts';
import { ContainerNotFound, RecordUnreadable } from '../../../engine/lifecycle/errors.ts';
import type { Run } from '../command.ts';
import type { Context } from '../context.ts';
import { UsageMistake } from '../errors.ts';
import { isSet, optionOf } from '../flags.ts';
import { writeAll } from '../log.ts';

export const list: Run = async (words, context) => {
  const format = optionOf(words, 'format') ?? 'table';
  if (format !== 'table' && format !== 'json') throw new UsageMistake(`invalid format option: ${format}`);
  const all = descriptions(context);
  if (isSet(words, 'quiet')) for (const { id } of all) writeAll(1, `${id}\n`);
  else if (format === 'json') writeAll(1, `${all.length === 0 ? 'null' : JSON.stringify(all)}\n`);
  else writeAll(1, table(all));
  return 0;
};

function descriptions({ store, log, hasDefaultRoot }: Context): Description[] {
  return idsIn(store, hasDefaultRoot).flatMap((id) => {
    try {
      return [describe(store.read(id))];
    } catch (error) {
      // One that is being made or removed, or is broken, must not hide the others.
      if (!(error instanceof ContainerNotFound || error instanceof RecordUnreadable)) throw error;
      log.warn(error.message);
      return [];
    }
  });
}

/** Where nobody has made a container yet there is no directory either. */
function idsIn(store: Context['store'], mayBeMissing: boolean): string[] {
  try {
    return store.ids();
  } catch (error) {
    if (mayBeMissing && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function table(all: readonly Description[]): string {
  const rows = [
    ['ID', 'PID', 'STATUS', 'BUNDLE', 'CREATED', 'OWNER'],
    ...all.map(({ id, pid, status, bundle, created, owner }) => [id, String(pid), status, bundle, created, owner]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(11, ...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]! + 1))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}
