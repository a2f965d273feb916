import { EngineError } from './errors.ts';
import type { ContainerState } from './store/container-state.ts';
import type { Store } from './store/store.ts';

/** No container has this name or id. Docker's words. */
export class NoSuchContainer extends EngineError<'NO_SUCH_CONTAINER'> {
  readonly code = 'NO_SUCH_CONTAINER';
  readonly container: string;

  constructor(container: string, message = `No such container: ${container}`) {
    super(message, { hint: 'It is found by its id, the beginning of its id, or its name.' });
    this.container = container;
  }
}

/** The ids of several containers begin like this. Docker's words. */
export class AmbiguousContainer extends EngineError<'AMBIGUOUS_CONTAINER'> {
  readonly code = 'AMBIGUOUS_CONTAINER';
  readonly prefix: string;

  constructor(prefix: string) {
    super(`multiple IDs found with provided prefix: ${prefix}`, {
      hint: 'learn-run ps -a --no-trunc shows them whole.',
    });
    this.prefix = prefix;
  }
}

/**
 * The container that a person means: by its whole id, by its name, also with the slash that `inspect` writes before it,
 * or by the beginning of its id, in this order.
 *
 * @throws NoSuchContainer where there is none, AmbiguousContainer where more than one is meant
 */
export function findContainer({ containers }: Pick<Store, 'containers'>, text: string): ContainerState {
  return containerAmong(
    containers.list().flatMap(({ state }) => state ?? []),
    text,
  );
}

/** Like `findContainer`, of these. @throws as that */
export function containerAmong(states: readonly ContainerState[], text: string): ContainerState {
  const called = text.replace(/^\//, '');
  const exact =
    states.find(({ id }) => id === text) ?? states.find(({ name }) => name !== undefined && name === called);
  if (exact) return exact;
  const [found, ...others] = /^[0-9a-f]+$/.test(text) ? states.filter(({ id }) => id.startsWith(text)) : [];
  if (found === undefined) throw new NoSuchContainer(text);
  if (others.length > 0) throw new AmbiguousContainer(text);
  return found;
}
