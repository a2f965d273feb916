import type { Actors, ContainerRecord } from '../machines/actors/contract.ts';

/** Who is told of the container of a run. */
export interface Listener {
  /** It is about to start. */
  readonly onStart: (container: ContainerRecord) => void;
  /** It was left to its monitor. */
  readonly onDetached: (container: ContainerRecord) => void;
}

/** The same actors, of which those that start the container and leave it to its monitor tell so. */
export function overheard(actors: Actors, { onStart, onDetached }: Listener): Actors {
  return {
    ...actors,
    startContainer(input, tools) {
      onStart(input.container);
      return actors.startContainer(input, tools);
    },
    async detachContainer(input, tools) {
      const ended = await actors.detachContainer(input, tools);
      if (ended === undefined) onDetached(input.container);
      return ended;
    },
  };
}
