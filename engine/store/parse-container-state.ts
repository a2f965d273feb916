import { type ContainerState, STATE_VERSION } from './container-state.ts';
import { StoreCorrupt, StoreVersionUnknown } from './errors.ts';

/**
 * The record of a container, from the text of its state.json.
 *
 * @param path where the text was read, for errors
 * @throws StoreCorrupt, StoreVersionUnknown
 */
export function parseContainerState(text: string, id: string, path: string): ContainerState {
  const state = parseJson(text, path) as Partial<ContainerState> | null;
  if (state?.schemaVersion !== undefined && state.schemaVersion !== STATE_VERSION) {
    throw new StoreVersionUnknown(path, state.schemaVersion, STATE_VERSION);
  }
  if (
    state?.id !== id ||
    !Array.isArray(state.snapshots) ||
    typeof state.image !== 'object' ||
    typeof state.supervisor !== 'object'
  ) {
    throw new StoreCorrupt(path, 'is not the record of this container', `Remove the container: learn-run rm ${id}`);
  }
  return state as ContainerState;
}

/** @throws StoreCorrupt */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoreCorrupt(path, 'is not JSON', 'Remove the container that it belongs to: learn-run rm ID', error);
  }
}
