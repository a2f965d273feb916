import { changesOf } from '../../engine/changes.ts';
import type { Engine } from '../../engine/engine.ts';
import { findContainer } from '../../engine/find-container.ts';
import { hasLayerInMemory } from '../../engine/runtime/root-mount.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { ContainerConflict } from '../containers/errors.ts';
import type { Io } from '../io.ts';
import { withContainers } from './container-command.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: 'CONTAINER',
  description: 'Show what a container has changed in the files of its image: A added, C changed, D deleted.',
  examples: [
    ["learn-run --keep --name work alpine sh -c 'touch /new; rm /etc/motd'", 'something to look at'],
    ['learn-run diff work', 'a line for each path'],
  ],
} as const;

/** `learn-run diff`, as docker's. */
export async function diff(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('diff', INTRODUCTION, io).argument('<container>');
  if (!parse(parser, words)) return 0;
  return withContainers(io, async (engine) => {
    const state = findContainer(engine.store, parser.args[0]!);
    for await (const { kind, path, isClosed } of changesOf(state, layersBelow(engine, state))) {
      io.stdout.write(`${kind} ${path}\n`);
      if (isClosed) io.stderr.write(`learn-run: what is in ${path} cannot be seen from here\n`);
    }
    return 0;
  });
}

/** @throws ContainerConflict where nothing keeps the files of before, or those of now */
function layersBelow({ store }: Engine, state: ContainerState): string[] {
  const { rootfs } = (store.containers.requestOf(state.id) as RunRequest | undefined)?.process ?? {};
  if (hasLayerInMemory(state.bundle))
    throw untold(state, 'what it writes is in its memory', 'LEARN_RUN_HOME on another file system keeps it on disk.');
  if (rootfs?.isOverlay) return [rootfs.directory];
  if (state.snapshots.length > 0) return state.snapshots.map((key) => store.snapshots.pathOf(key));
  throw untold(
    state,
    'its root is a directory of the host itself',
    '--keep --rootfs DIRECTORY:O lays a layer above it.',
  );
}

function untold({ id }: ContainerState, why: string, hint: string): ContainerConflict {
  return new ContainerConflict(id, `cannot tell what ${id.slice(0, 12)} has changed: ${why}`, hint);
}
